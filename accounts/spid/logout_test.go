package spid_test

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/beevik/etree"

	"aula/accounts/spid"
	"aula/accounts/spid/testidp"
)

var session = spid.Session{Provider: "https://idp.example.it", NameID: "_giulia", NameQualifier: "https://idp.example.it", Index: "_s1"}

// leave asks for the end of a session and returns the question that the provider got.
func (w *world) leave() testidp.Question {
	w.Helper()
	var err error
	if w.request, err = w.service.EndSession(w.providers[0], session, noon, "b3c4"); err != nil {
		w.Fatal(err)
	}
	return testidp.Question{ID: w.request.ID, Issuer: w.service.EntityID, Answer: w.service.Logout}
}

func (w *world) judgeLogout(r spid.Received) error {
	return w.service.JudgeLogout(w.providers, w.request, r, noon.Add(20*time.Second))
}

func TestASessionIsEndedAtTheProvider(t *testing.T) {
	w := newWorld(t)
	w.service.Prefer = spid.Post
	question := w.leave()
	raw, err := base64.StdEncoding.DecodeString(w.request.Sending.Fields[0].Value)
	if err != nil || w.request.Sending.URL != w.idp.Logout() || w.request.Sending.Fields[0].Name != "SAMLRequest" {
		t.Fatalf("%v, sent %+v", err, w.request.Sending)
	}
	root := reread(t, raw)
	if at(root, "NameID").Text() != "_giulia" || at(root, "SessionIndex").Text() != "_s1" || at(root, "Issuer").Text() != w.service.EntityID {
		t.Errorf("asked %s", raw)
	}
	form, err := w.idp.EndSession(question, noon.Add(time.Second), testidp.Spoil{})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.judgeLogout(spid.Received{Form: form}); err != nil {
		t.Error(err)
	}
}

func TestASessionThatTheProviderDoesNotKeepIsNotAskedAbout(t *testing.T) {
	w := newWorld(t)
	if _, err := w.service.EndSession(w.providers[0], spid.Session{NameID: "_giulia"}, noon, ""); !errors.Is(err, spid.ErrNoSession) {
		t.Errorf("got %v", err)
	}
	w.providers[0].Logout = nil
	if _, err := w.service.EndSession(w.providers[0], session, noon, ""); spid.CodeOf(err) != spid.CodeNotAvailable {
		t.Errorf("got %v", err)
	}
}

func TestALogoutResponseWithOneThingWrongIsRefused(t *testing.T) {
	for _, row := range []struct {
		name  string
		spoil testidp.Spoil
		want  spid.Code
	}{
		{"not signed", testidp.Spoil{Response: testidp.Nobody}, spid.CodeUnsigned},
		{"a strange key", testidp.Spoil{Response: stranger}, spid.CodeSignature},
		{"changed", testidp.Spoil{Sent: say("Issuer", "x")}, spid.CodeSignature},
		{"another request", testidp.Spoil{Draft: set("", "InResponseTo", "_other")}, spid.CodeUnasked},
		{"another address", testidp.Spoil{Draft: set("", "Destination", "https://other.example.it")}, spid.CodeDestination},
		{"another provider", testidp.Spoil{Draft: say("Issuer", "https://other.example.it")}, spid.CodeIssuer},
		{"another format", testidp.Spoil{Draft: set("Issuer", "Format", "x")}, spid.CodeFormat},
		{"another version", testidp.Spoil{Draft: set("", "Version", "1.1")}, spid.CodeVersion},
		{"before the request", testidp.Spoil{Draft: set("", "IssueInstant", "2026-11-27T11:58:00Z")}, spid.CodeInstant},
		{"in the future", testidp.Spoil{Draft: set("", "IssueInstant", "2026-11-27T12:02:00Z")}, spid.CodeInstant},
		{"no status", testidp.Spoil{Draft: drop("Status")}, spid.CodeShape},
		{"an assertion in it", testidp.Spoil{Draft: func(root *etree.Element) { root.CreateElement("saml:Assertion") }}, spid.CodeShape},
		{"another message", testidp.Spoil{Draft: func(root *etree.Element) { root.Tag = "Response" }}, spid.CodeShape},
		{"it failed", testidp.Spoil{Draft: set("Status/StatusCode", "Value", "urn:oasis:names:tc:SAML:2.0:status:Responder")}, spid.CodeStatus},
		{"another service goes on", testidp.Spoil{Draft: func(root *etree.Element) {
			code := at(root, "Status/StatusCode")
			code.CreateAttr("Value", "urn:oasis:names:tc:SAML:2.0:status:Requester")
			code.CreateElement("samlp:StatusCode").CreateAttr("Value", "urn:oasis:names:tc:SAML:2.0:status:PartialLogout")
		}}, spid.CodePartial},
	} {
		w := newWorld(t)
		form, err := w.idp.EndSession(w.leave(), noon.Add(time.Second), row.spoil)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.judgeLogout(spid.Received{Form: form}); spid.CodeOf(err) != row.want {
			t.Errorf("%s: got %v, want %s", row.name, err, row.want)
		}
	}
}

func TestAProvidersOrderIsHeededAndAnswered(t *testing.T) {
	w := newWorld(t)
	form, err := w.idp.AskLogout(w.service.Logout, "_giulia", "_s1", noon, testidp.Spoil{})
	if err != nil {
		t.Fatal(err)
	}
	order, err := w.service.JudgeLogoutRequest(w.providers, spid.Received{Form: form}, noon.Add(time.Second))
	if err != nil || order.Session != session {
		t.Fatalf("got %+v, %v", order, err)
	}
	w.service.Prefer = spid.Post
	for done, want := range map[bool]string{true: "status:Success", false: "status:PartialLogout"} {
		sent, err := w.service.AnswerLogout(w.providers[0], order, done, noon, "b3c4")
		if err != nil {
			t.Fatal(err)
		}
		if root := reread(t, sent.XML); root.SelectAttrValue("InResponseTo", "") != order.ID || !strings.Contains(string(sent.XML), want) {
			t.Errorf("done %v: answered %s", done, sent.XML)
		}
		if sent.URL != w.idp.Logout() || sent.Fields[0].Name != "SAMLResponse" {
			t.Errorf("sent %+v", sent)
		}
	}
}

func TestAnOrderWithOneThingWrongIsRefused(t *testing.T) {
	for _, row := range []struct {
		name  string
		spoil testidp.Spoil
		want  spid.Code
	}{
		{"not signed", testidp.Spoil{Response: testidp.Nobody}, spid.CodeUnsigned},
		{"a strange key", testidp.Spoil{Response: stranger}, spid.CodeSignature},
		{"for somebody else", testidp.Spoil{Sent: say("NameID", "_paolo")}, spid.CodeSignature},
		{"from nobody whom we know", testidp.Spoil{Draft: say("Issuer", "https://other.example.it")}, spid.CodeUnknown},
		{"old", testidp.Spoil{Draft: set("", "IssueInstant", "2026-11-27T11:54:00Z")}, spid.CodeInstant},
		{"from the future", testidp.Spoil{Draft: set("", "IssueInstant", "2026-11-27T12:02:00Z")}, spid.CodeInstant},
		{"for another address", testidp.Spoil{Draft: set("", "Destination", "https://other.example.it")}, spid.CodeDestination},
		{"about nobody", testidp.Spoil{Draft: drop("NameID")}, spid.CodeShape},
		{"about a name of another kind", testidp.Spoil{Draft: set("NameID", "Format", "x")}, spid.CodeFormat},
		{"with two sessions", testidp.Spoil{Draft: func(root *etree.Element) { root.CreateElement("samlp:SessionIndex").SetText("x") }}, spid.CodeShape},
	} {
		w := newWorld(t)
		form, err := w.idp.AskLogout(w.service.Logout, "_giulia", "_s1", noon, row.spoil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.service.JudgeLogoutRequest(w.providers, spid.Received{Form: form}, noon.Add(time.Second)); spid.CodeOf(err) != row.want {
			t.Errorf("%s: got %v, want %s", row.name, err, row.want)
		}
	}
}

// asProvider is a service that speaks with the provider's name and key, to write redirects as a provider does.
func asProvider(w *world) (*spid.Service, spid.Provider) {
	s := *w.service
	s.EntityID, s.Key = w.idp.EntityID, w.idp.Signer.Key
	us := spid.Provider{EntityID: w.service.EntityID, Logout: map[spid.Binding]spid.Endpoint{spid.Redirect: {Location: w.service.Logout}}}
	return &s, us
}

func TestLogoutMessagesByRedirectAreJudgedByTheirQuery(t *testing.T) {
	w := newWorld(t)
	provider, us := asProvider(w)
	sent, err := provider.EndSession(us, session, noon, "x y&z")
	if err != nil {
		t.Fatal(err)
	}
	_, query, _ := strings.Cut(sent.Sending.URL, "?")
	order, err := w.service.JudgeLogoutRequest(w.providers, spid.Received{Query: query}, noon.Add(time.Second))
	if err != nil || order.Session != session {
		t.Fatalf("got %+v, %v", order, err)
	}
	w.leave()
	answer, err := provider.AnswerLogout(us, spid.LogoutOrder{ID: w.request.ID}, true, noon, "")
	if err != nil {
		t.Fatal(err)
	}
	_, response, _ := strings.Cut(answer.URL, "?")
	if err := w.judgeLogout(spid.Received{Query: response}); err != nil {
		t.Error(err)
	}
	signed, signature, _ := strings.Cut(query, "&Signature=")
	algorithm := url.QueryEscape("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256")
	for _, row := range []struct {
		name, query string
		want        spid.Code
	}{
		{"no signature", signed, spid.CodeUnsigned},
		{"an empty signature", signed + "&Signature=", spid.CodeUnsigned},
		{"another relay state", strings.Replace(query, "x+y", "x+w", 1), spid.CodeSignature},
		{"without its relay state", strings.Replace(query, "&RelayState=x+y%26z", "", 1), spid.CodeSignature},
		{"the signature of another message", signed + "&Signature=" + url.QueryEscape(base64.StdEncoding.EncodeToString(make([]byte, 256))), spid.CodeSignature},
		{"a signature that is no base64", signed + "&Signature=%3F", spid.CodeMalformed},
		{"a message twice", query + "&" + query, spid.CodeMalformed},
		{"badly escaped", query + "&x=%zz", spid.CodeMalformed},
		{"SHA-1", strings.Replace(query, algorithm, url.QueryEscape("http://www.w3.org/2000/09/xmldsig#rsa-sha1"), 1), spid.CodeAlgorithm},
		{"no algorithm", strings.Replace(query, "&SigAlg="+algorithm, "", 1), spid.CodeAlgorithm},
		{"not compressed", "SAMLRequest=" + url.QueryEscape(base64.StdEncoding.EncodeToString([]byte("<a/>"))) + "&SigAlg=" + algorithm + "&Signature=" + signature, spid.CodeMalformed},
		{"a bomb", "SAMLRequest=" + url.QueryEscape(pack(strings.Repeat(" ", 5<<20))) + "&SigAlg=" + algorithm + "&Signature=" + signature, spid.CodeTooLarge},
		{"a signature inside as well", "SAMLRequest=" + url.QueryEscape(pack(strings.Replace(string(sent.Sending.XML), "</saml:Issuer>", `</saml:Issuer><ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/>`, 1))) + "&SigAlg=" + algorithm + "&Signature=" + signature, spid.CodeShape},
	} {
		if _, err := w.service.JudgeLogoutRequest(w.providers, spid.Received{Query: row.query}, noon.Add(time.Second)); spid.CodeOf(err) != row.want {
			t.Errorf("%s: got %v, want %s", row.name, err, row.want)
		}
	}
}

func pack(text string) string {
	var packed bytes.Buffer
	w, _ := flate.NewWriter(&packed, flate.BestCompression)
	w.Write([]byte(text))
	w.Close()
	return base64.StdEncoding.EncodeToString(packed.Bytes())
}
