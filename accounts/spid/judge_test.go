package spid_test

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/beevik/etree"

	"aula/accounts/spid"
	"aula/accounts/spid/testidp"
)

func TestAGoodResponseTellsWhoSignedIn(t *testing.T) {
	w := newWorld(t)
	form := w.respond(testidp.Spoil{})
	who, err := w.judge(form)
	if err != nil {
		t.Fatal(err)
	}
	if who.SpidCode != "PROV0000000001" || who.Name != "Giulia" || who.FamilyName != "Bianchi Verdi" ||
		who.TaxCode != "BNCGLI85T41L219X" || who.Email != "giulia@example.it" || who.Level != 2 || who.Provider != w.idp.EntityID {
		t.Errorf("got %+v", who)
	}
	if who.ResponseID == "" || who.AssertionID == "" || who.ResponseID == who.AssertionID {
		t.Errorf("a caller could not tell a replay: %+v", who)
	}
	if want := noon.Add(10*time.Second + 5*time.Minute + spid.Tolerance); !who.Until.Equal(want) {
		t.Errorf("to be remembered until %v, want %v", who.Until, want)
	}
	if who.Session.NameID == "" || who.Session.Index == "" || who.Session.NameQualifier != w.idp.EntityID {
		t.Errorf("the session could not be ended: %+v", who.Session)
	}
}

// What providers do and the rules allow.
var allowed = []struct {
	name  string
	spoil testidp.Spoil
}{
	{"31 the response's issuer without a format", testidp.Spoil{Draft: unset("Issuer", "Format")}},
	{"95 the level asked for", testidp.Spoil{Draft: say(class, "https://www.spid.gov.it/SpidL2")}},
	{"96 a higher level", testidp.Spoil{Draft: say(class, "https://www.spid.gov.it/SpidL3")}},
	{"109 attributes without a format", testidp.Spoil{Draft: func(root *etree.Element) {
		for _, a := range root.FindElements(".//Attribute") {
			a.RemoveAttr("NameFormat")
		}
	}}},
	{"110 times with milliseconds", testidp.Spoil{Draft: both(
		set("", "IssueInstant", "2026-11-27T12:00:10.531Z"), set("Assertion", "IssueInstant", "2026-11-27T12:00:10.531Z"))}},
	{"no session index, as at level 2", testidp.Spoil{Draft: unset("Assertion/AuthnStatement", "SessionIndex")}},
	{"values indented, as official samples are", testidp.Spoil{Draft: both(
		say("Assertion/Subject/NameID", "\n    _x\n  "), say("Assertion/Issuer", "\n  https://idp.example.it\n"))}},
	{"namespaces declared on the response only", testidp.Spoil{Draft: func(root *etree.Element) {
		el := at(root, "Assertion")
		for _, prefix := range []string{"saml", "xs", "xsi"} {
			el.RemoveAttr("xmlns:" + prefix)
		}
		root.CreateAttr("xmlns:xs", "http://www.w3.org/2001/XMLSchema")
		root.CreateAttr("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
	}}},
	{"KeyInfo without a certificate, as the official test program sends", testidp.Spoil{Sealed: hollow("Assertion/Signature/KeyInfo"), Sent: hollow("Signature/KeyInfo")}},
	{"values of signatures indented", testidp.Spoil{Sealed: indent("Assertion/Signature/SignatureValue"), Sent: indent("Signature/SignatureValue")}},
	{"no KeyInfo", testidp.Spoil{Sealed: drop("Assertion/Signature/KeyInfo"), Sent: drop("Signature/KeyInfo")}},
	{"an attribute that nobody asked for", testidp.Spoil{Draft: func(root *etree.Element) {
		a := at(root, "Assertion/AttributeStatement").CreateElement("saml:Attribute")
		a.CreateAttr("Name", "gender")
		a.CreateElement("saml:AttributeValue").SetText("F")
	}}},
	{"issued in the very moment of the request", testidp.Spoil{Draft: both(
		set("", "IssueInstant", "2026-11-27T12:00:00Z"), set("Assertion", "IssueInstant", "2026-11-27T12:00:00Z"))}},
	{"a clock 29 s ahead", testidp.Spoil{Draft: both(
		set("", "IssueInstant", "2026-11-27T12:00:49Z"), set("Assertion", "IssueInstant", "2026-11-27T12:00:49Z"),
		set("Assertion/Conditions", "NotBefore", "2026-11-27T12:00:49Z"))}},
	{"an XML declaration and a comment between elements", testidp.Spoil{Text: func(xml string) string {
		return `<?xml version="1.0" encoding="UTF-8"?><!-- sent by a test -->` + xml
	}}},
}

func TestResponsesThatDifferWithinTheRulesAreAccepted(t *testing.T) {
	for _, row := range allowed {
		t.Run(row.name, func(t *testing.T) {
			w := newWorld(t)
			if who, err := w.judge(w.respond(row.spoil)); err != nil || who.TaxCode != "BNCGLI85T41L219X" {
				t.Errorf("got %+v, %v", who, err)
			}
		})
	}
}

func TestBothKeysHoldWhileAProviderChangesThem(t *testing.T) {
	w := newWorld(t)
	var err error
	if w.providers, err = spid.ReadProviders(w.idp.Metadata(stranger)); err != nil {
		t.Fatal(err)
	}
	for name, signer := range map[string]*testidp.Signer{"old": w.idp.Signer, "new": stranger} {
		if _, err := w.judge(w.respond(testidp.Spoil{Assertion: signer, Response: signer})); err != nil {
			t.Errorf("%s key: %v", name, err)
		}
	}
}

func TestALevelBelowTheOneAskedForIsRefused(t *testing.T) {
	for _, row := range []struct {
		asked      spid.Level
		comparison spid.Comparison
		given      string
		want       spid.Code
	}{
		{1, spid.Exact, "https://www.spid.gov.it/SpidL1", ""},
		{1, spid.Exact, "https://www.spid.gov.it/SpidL2", ""}, // a provider may always do more
		{2, spid.Exact, "https://www.spid.gov.it/SpidL1", spid.CodeLevel},
		{3, spid.Minimum, "https://www.spid.gov.it/SpidL2", spid.CodeLevel},
		{3, spid.Minimum, "https://www.spid.gov.it/SpidL3", ""},
		{1, spid.Minimum, "https://www.spid.gov.it/SpidL4", spid.CodeLevel},
		{1, spid.Minimum, "https://www.spid.gov.it/SpidL", spid.CodeLevel},
	} {
		w := newWorld(t).ask(row.asked, row.comparison)
		_, err := w.judge(w.respond(testidp.Spoil{Draft: say(class, row.given)}))
		if spid.CodeOf(err) != row.want || (row.want == "") != (err == nil) {
			t.Errorf("asked for %d %s, given %s: %v, want %q", row.asked, row.comparison, row.given, err, row.want)
		}
	}
}

func TestAProvidersReasonsHaveTheirOwnCodes(t *testing.T) {
	want := map[int]spid.Code{
		8: spid.CodeStatus, 18: spid.CodeStatus, 19: spid.CodeWrongCredentials, 20: spid.CodeNoSuchLevel, 21: spid.CodeTimedOut,
		22: spid.CodeNoConsent, 23: spid.CodeSuspended, 24: spid.CodeStatus, 25: spid.CodeCancelled, 30: spid.CodeStatus,
	}
	for number, code := range want {
		w := newWorld(t)
		form, err := w.idp.Fail(w.question, number, noon, testidp.Spoil{})
		if err != nil {
			t.Fatal(err)
		}
		if who, err := w.judge(form); spid.CodeOf(err) != code || who != nil {
			t.Errorf("ErrorCode nr%02d: %v, want %s", number, err, code)
		}
	}
}

func TestAReasonCountsOnlyWhenSigned(t *testing.T) {
	w := newWorld(t)
	form, err := w.idp.Fail(w.question, 25, noon, testidp.Spoil{Response: testidp.Nobody})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.judge(form); !errors.Is(err, spid.Refusal{Code: spid.CodeUnsigned}) {
		t.Errorf("got %v", err)
	}
}

func TestAnAnswerToALogoutSignsNobodyIn(t *testing.T) {
	w := newWorld(t)
	form := w.respond(testidp.Spoil{})
	w.request.Level = 0
	if who, err := w.judge(form); who != nil || spid.CodeOf(err) != spid.CodeUnasked {
		t.Errorf("got %v", err)
	}
}

func TestHostileNamesDoNotFillALog(t *testing.T) {
	w := newWorld(t)
	name := strings.Repeat("è", 10_000)
	_, err := w.judge(w.respond(testidp.Spoil{Text: func(string) string { return "<" + name + " a='' a=''/>" }}))
	if spid.CodeOf(err) != spid.CodeMalformed || len(err.Error()) > 200 || !utf8.ValidString(err.Error()) {
		t.Errorf("%d bytes: %.300s", len(err.Error()), err)
	}
	_, err = spid.ReadProviders([]byte(strings.Replace(string(w.idp.Metadata()), w.idp.EntityID, "https://"+name, 1)))
	if err == nil || len(err.Error()) > 300 {
		t.Errorf("%d bytes", len(err.Error()))
	}
}

func TestAnAnswerOfAProviderThatIsNotAmongOursIsRefused(t *testing.T) {
	w := newWorld(t)
	form := w.respond(testidp.Spoil{})
	w.providers[0].Expires = noon
	if _, err := w.judge(form); spid.CodeOf(err) != spid.CodeUnknown {
		t.Errorf("metadata that are over: %v", err)
	}
	w.providers = nil
	if _, err := w.judge(form); spid.CodeOf(err) != spid.CodeUnknown {
		t.Errorf("no metadata: %v", err)
	}
}

func TestTheAnsweredRequestCanBeLookedUp(t *testing.T) {
	w := newWorld(t)
	if id, err := spid.AnsweredRequest(w.respond(testidp.Spoil{})); err != nil || id != w.request.ID {
		t.Errorf("got %q, %v", id, err)
	}
	for name, draft := range map[string]change{"missing": unset("", "InResponseTo"), "no identifier": set("", "InResponseTo", "' OR 1=1")} {
		if id, err := spid.AnsweredRequest(w.respond(testidp.Spoil{Draft: draft})); spid.CodeOf(err) != spid.CodeUnasked {
			t.Errorf("%s: got %q, %v", name, id, err)
		}
	}
}

func TestAnIdentityIsNotWrittenIntoLogsByTheWay(t *testing.T) {
	w := newWorld(t)
	who, err := w.judge(w.respond(testidp.Spoil{}))
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("signed in", "who", who, "copy", *who)
	fmt.Fprintf(&log, "%v %+v %#v %s", who, *who, who, []any{who})
	for _, secret := range []string{"BNCGLI85T41L219X", "Giulia", "giulia@example.it", "PROV0000000001", who.Session.NameID} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("%s is in %s", secret, log.String())
		}
	}
}
