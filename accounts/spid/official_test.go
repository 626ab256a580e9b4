package spid_test

import (
	"testing"

	"github.com/beevik/etree"

	"aula/accounts/spid"
	"aula/accounts/spid/testidp"
)

const (
	class        = "Assertion/AuthnStatement/AuthnContext/AuthnContextClassRef"
	nameID       = "Assertion/Subject/NameID"
	confirmation = "Assertion/Subject/SubjectConfirmation"
	data         = confirmation + "/SubjectConfirmationData"
	conditions   = "Assertion/Conditions"
	audience     = conditions + "/AudienceRestriction"
)

// The rows carry the numbers of AgID's check list of responses (italia/spid-saml-check). Each spoils one thing in
// an answer that is good otherwise, before it is signed, so that nothing but the rule can refuse it. Rows 1, 31, 95,
// 96, 109 and 110 are to be accepted: judge_test.go. 104 to 108 and 111 are the person's own reasons, there too.
var officialRows = []struct {
	name  string
	draft change
	want  spid.Code
}{
	{"8 Response ID empty", set("", "ID", ""), spid.CodeShape},
	{"9 Response ID missing", unset("", "ID"), spid.CodeShape},
	{"10 Response Version other than 2.0", set("", "Version", "2.1"), spid.CodeVersion},
	{"11 Response IssueInstant empty", set("", "IssueInstant", ""), spid.CodeShape},
	{"12 Response IssueInstant missing", unset("", "IssueInstant"), spid.CodeShape},
	{"13 Response IssueInstant of a wrong form", set("", "IssueInstant", "2026-11-27"), spid.CodeInstant},
	{"14 Response IssueInstant before the request", set("", "IssueInstant", "2026-11-27T11:59:00Z"), spid.CodeInstant},
	{"15 Response IssueInstant in the future", set("", "IssueInstant", "2026-11-27T12:01:00Z"), spid.CodeInstant},
	{"16 Response InResponseTo empty", set("", "InResponseTo", ""), spid.CodeShape},
	{"17 Response InResponseTo missing", unset("", "InResponseTo"), spid.CodeShape},
	{"18 Response InResponseTo of another request", set("", "InResponseTo", "_other"), spid.CodeUnasked},
	{"19 Response Destination empty", set("", "Destination", ""), spid.CodeShape},
	{"20 Response Destination missing", unset("", "Destination"), spid.CodeShape},
	{"21 Response Destination elsewhere", set("", "Destination", "https://other.example.it/spid/response"), spid.CodeDestination},
	{"22 Status empty", hollow("Status"), spid.CodeShape},
	{"23 Status missing", drop("Status"), spid.CodeShape},
	{"24 StatusCode empty", set("Status/StatusCode", "Value", ""), spid.CodeShape},
	{"25 StatusCode missing", drop("Status/StatusCode"), spid.CodeShape},
	{"26 StatusCode unknown", set("Status/StatusCode", "Value", "urn:oasis:names:tc:SAML:2.0:status:other"), spid.CodeStatus},
	{"27 Response Issuer empty", hollow("Issuer"), spid.CodeShape},
	{"28 Response Issuer missing", drop("Issuer"), spid.CodeShape},
	{"29 Response Issuer of somebody else", say("Issuer", "https://other.example.it"), spid.CodeIssuer},
	{"30 Response Issuer Format other", set("Issuer", "Format", "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"), spid.CodeFormat},
	{"32 Assertion missing though all went well", drop("Assertion"), spid.CodeShape},
	{"33 Assertion ID empty", set("Assertion", "ID", ""), spid.CodeShape},
	{"34 Assertion ID missing", unset("Assertion", "ID"), spid.CodeShape},
	{"35 Assertion Version other than 2.0", set("Assertion", "Version", "1.1"), spid.CodeVersion},
	{"36 Assertion IssueInstant empty", set("Assertion", "IssueInstant", ""), spid.CodeShape},
	{"37 Assertion IssueInstant missing", unset("Assertion", "IssueInstant"), spid.CodeShape},
	{"38 Assertion IssueInstant of a wrong form", set("Assertion", "IssueInstant", "2026-11-27 12:00"), spid.CodeInstant},
	{"39 Assertion IssueInstant before the request", set("Assertion", "IssueInstant", "2026-11-27T11:59:00Z"), spid.CodeInstant},
	{"40 Assertion IssueInstant in the future", set("Assertion", "IssueInstant", "2026-11-27T12:01:00Z"), spid.CodeInstant},
	{"41 Subject empty", hollow("Assertion/Subject"), spid.CodeShape},
	{"42 Subject missing", drop("Assertion/Subject"), spid.CodeShape},
	{"43 NameID empty", hollow(nameID), spid.CodeShape},
	{"44 NameID missing", drop(nameID), spid.CodeShape},
	{"45 NameID Format empty", set(nameID, "Format", ""), spid.CodeShape},
	{"46 NameID Format missing", unset(nameID, "Format"), spid.CodeShape},
	{"47 NameID Format other", set(nameID, "Format", "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"), spid.CodeFormat},
	{"48 NameID NameQualifier empty", set(nameID, "NameQualifier", ""), spid.CodeShape},
	{"49 NameID NameQualifier missing", unset(nameID, "NameQualifier"), spid.CodeShape},
	{"51 SubjectConfirmation empty", hollow(confirmation), spid.CodeShape},
	{"52 SubjectConfirmation missing", drop(confirmation), spid.CodeShape},
	{"53 SubjectConfirmation Method empty", set(confirmation, "Method", ""), spid.CodeShape},
	{"54 SubjectConfirmation Method missing", unset(confirmation, "Method"), spid.CodeShape},
	{"55 SubjectConfirmation Method other", set(confirmation, "Method", "urn:oasis:names:tc:SAML:2.0:cm:sender-vouches"), spid.CodeFormat},
	{"56 SubjectConfirmationData missing", drop(data), spid.CodeShape},
	{"57 Recipient empty", set(data, "Recipient", ""), spid.CodeShape},
	{"58 Recipient missing", unset(data, "Recipient"), spid.CodeShape},
	{"59 Recipient elsewhere", set(data, "Recipient", "https://other.example.it/"), spid.CodeDestination},
	{"60 Subject InResponseTo empty", set(data, "InResponseTo", ""), spid.CodeShape},
	{"61 Subject InResponseTo missing", unset(data, "InResponseTo"), spid.CodeShape},
	{"62 Subject InResponseTo of another request", set(data, "InResponseTo", "_other"), spid.CodeUnasked},
	{"63 Subject NotOnOrAfter empty", set(data, "NotOnOrAfter", ""), spid.CodeShape},
	{"64 Subject NotOnOrAfter missing", unset(data, "NotOnOrAfter"), spid.CodeShape},
	{"65 Subject NotOnOrAfter of a wrong form", set(data, "NotOnOrAfter", "2099.09.18"), spid.CodeInstant},
	{"66 Subject NotOnOrAfter over", set(data, "NotOnOrAfter", "2026-11-27T11:59:50Z"), spid.CodeExpired},
	{"67 Assertion Issuer empty", hollow("Assertion/Issuer"), spid.CodeShape},
	{"68 Assertion Issuer missing", drop("Assertion/Issuer"), spid.CodeShape},
	{"69 Assertion Issuer of somebody else", say("Assertion/Issuer", "https://other.example.it"), spid.CodeIssuer},
	{"70 Assertion Issuer Format empty", set("Assertion/Issuer", "Format", ""), spid.CodeShape},
	{"71 Assertion Issuer Format missing", unset("Assertion/Issuer", "Format"), spid.CodeShape},
	{"72 Assertion Issuer Format other", set("Assertion/Issuer", "Format", "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"), spid.CodeFormat},
	{"73 Conditions empty", hollow(conditions), spid.CodeShape},
	{"74 Conditions missing", drop(conditions), spid.CodeShape},
	{"75 NotBefore empty", set(conditions, "NotBefore", ""), spid.CodeShape},
	{"76 NotBefore missing", unset(conditions, "NotBefore"), spid.CodeShape},
	{"77 NotBefore of a wrong form", set(conditions, "NotBefore", "2026/11/27"), spid.CodeInstant},
	{"78 NotBefore in the future", set(conditions, "NotBefore", "2026-11-27T12:01:00Z"), spid.CodeEarly},
	{"79 NotOnOrAfter empty", set(conditions, "NotOnOrAfter", ""), spid.CodeShape},
	{"80 NotOnOrAfter missing", unset(conditions, "NotOnOrAfter"), spid.CodeShape},
	{"81 NotOnOrAfter of a wrong form", set(conditions, "NotOnOrAfter", "10-09-2099"), spid.CodeInstant},
	{"82 NotOnOrAfter over", set(conditions, "NotOnOrAfter", "2026-11-27T11:59:50Z"), spid.CodeExpired},
	{"83 AudienceRestriction empty", hollow(audience), spid.CodeShape},
	{"84 AudienceRestriction missing", drop(audience), spid.CodeShape},
	{"85 Audience empty", hollow(audience + "/Audience"), spid.CodeShape},
	{"86 Audience missing", drop(audience + "/Audience"), spid.CodeShape},
	{"87 Audience another service", say(audience+"/Audience", "https://other.example.it"), spid.CodeDestination},
	{"88 AuthnStatement empty", hollow("Assertion/AuthnStatement"), spid.CodeShape},
	{"89 AuthnStatement missing", drop("Assertion/AuthnStatement"), spid.CodeShape},
	{"90 AuthnContext empty", hollow("Assertion/AuthnStatement/AuthnContext"), spid.CodeShape},
	{"91 AuthnContext missing", drop("Assertion/AuthnStatement/AuthnContext"), spid.CodeShape},
	{"92 AuthnContextClassRef empty", hollow(class), spid.CodeShape},
	{"93 AuthnContextClassRef missing", drop(class), spid.CodeShape},
	{"94 a level below the one asked for", say(class, "https://www.spid.gov.it/SpidL1"), spid.CodeLevel},
	{"97 AuthnContextClassRef unknown", say(class, "urn:oasis:names:tc:SAML:2.0:ac:classes:SpidL1"), spid.CodeLevel},
	{"98 AttributeStatement without attributes", hollow("Assertion/AttributeStatement"), spid.CodeShape},
	{"99 an attribute without a value", hollow("Assertion/AttributeStatement/Attribute"), spid.CodeShape},
	{"103 other attributes than those asked for", drop("Assertion/AttributeStatement/Attribute[@Name='fiscalNumber']"), spid.CodeAttributes},

	// What the list leaves out and the rules say.
	{"AttributeStatement missing", drop("Assertion/AttributeStatement"), spid.CodeShape},
	{"an attribute with an empty value", hollow("Assertion/AttributeStatement/Attribute/AttributeValue"), spid.CodeAttributes},
	{"an attribute twice", func(root *etree.Element) {
		a := at(root, "Assertion/AttributeStatement/Attribute")
		a.Parent().AddChild(a.Copy())
	}, spid.CodeAttributes},
	{"an attribute with two values", func(root *etree.Element) {
		at(root, "Assertion/AttributeStatement/Attribute").CreateElement("saml:AttributeValue").SetText("x")
	}, spid.CodeAttributes},
	{"a tax code without TINIT", say("Assertion/AttributeStatement/Attribute[@Name='fiscalNumber']/AttributeValue", "BNCGLI85T41L219X"), spid.CodeAttributes},
	{"Response Version missing", unset("", "Version"), spid.CodeShape},
	{"Assertion Version missing", unset("Assertion", "Version"), spid.CodeShape},
	{"AuthnInstant missing", unset("Assertion/AuthnStatement", "AuthnInstant"), spid.CodeShape},
	{"AuthnInstant of a wrong form", set("Assertion/AuthnStatement", "AuthnInstant", "noon"), spid.CodeInstant},
	{"a time in another zone", set("", "IssueInstant", "2026-11-27T13:00:10+01:00"), spid.CodeInstant},
	{"a day that does not exist", set("", "IssueInstant", "2026-11-31T12:00:00Z"), spid.CodeInstant},
	{"a Response ID that is none", set("", "ID", "1 of 2"), spid.CodeShape},
	{"an Assertion ID that is none", set("Assertion", "ID", "a/b"), spid.CodeShape},
	{"a second confirmation", func(root *etree.Element) {
		c := at(root, confirmation)
		c.Parent().AddChild(c.Copy())
	}, spid.CodeShape},
	{"a second audience", func(root *etree.Element) {
		at(root, audience).CreateElement("saml:Audience").SetText("https://other.example.it")
	}, spid.CodeShape},
	{"a foreign element", func(root *etree.Element) { at(root, "Assertion").CreateElement("samlp:Extensions") }, spid.CodeShape},
	{"an Advice", func(root *etree.Element) { at(root, "Assertion").CreateElement("saml:Advice") }, spid.CodeShape},
	{"another message", func(root *etree.Element) { root.Tag = "LogoutResponse" }, spid.CodeShape},
	{"another namespace", set("", "xmlns:samlp", "urn:oasis:names:tc:SAML:1.0:protocol"), spid.CodeShape},
}

func TestAResponseWithOneThingWrongIsRefused(t *testing.T) {
	for _, row := range officialRows {
		t.Run(row.name, func(t *testing.T) {
			w := newWorld(t)
			who, err := w.judge(w.respond(testidp.Spoil{Draft: row.draft}))
			if who != nil || spid.CodeOf(err) != row.want {
				t.Errorf("got %v, want %s", err, row.want)
			}
		})
	}
}

// Signatures of the check list: 2, 3, 4, 5, 100, 112 and 113.
func TestAResponseThatIsBadlySignedIsRefused(t *testing.T) {
	w := newWorld(t)
	claiming := *stranger
	claiming.Claimed = w.idp.Signer.Certificate
	for _, row := range []struct {
		name  string
		spoil testidp.Spoil
		want  spid.Code
	}{
		{"2 nothing is signed", testidp.Spoil{Response: testidp.Nobody, Assertion: testidp.Nobody}, spid.CodeUnsigned},
		{"the response is not signed", testidp.Spoil{Response: testidp.Nobody}, spid.CodeUnsigned},
		{"3 the assertion is not signed", testidp.Spoil{Assertion: testidp.Nobody}, spid.CodeUnsigned},
		{"4 both are signed with a strange key", testidp.Spoil{Response: stranger, Assertion: stranger}, spid.CodeSignature},
		{"5 a strange key shows the provider's certificate", testidp.Spoil{Response: &claiming, Assertion: &claiming}, spid.CodeSignature},
		{"the response is signed with a strange key", testidp.Spoil{Response: stranger}, spid.CodeSignature},
		{"100 the assertion is signed with a strange key", testidp.Spoil{Assertion: stranger}, spid.CodeSignature},
		{"112 something well signed comes first, the assertion is not signed", testidp.Spoil{Assertion: testidp.Nobody, Draft: signedBait(w)}, spid.CodeWrapped},
		{"113 something well signed comes first, the assertion was changed", testidp.Spoil{Draft: signedBait(w), Sealed: say(nameID, "x")}, spid.CodeWrapped},
		{"the assertion was changed before the response was signed", testidp.Spoil{Sealed: say(nameID, "x")}, spid.CodeSignature},
		{"the assertion was changed", testidp.Spoil{Sent: say(nameID, "x")}, spid.CodeSignature},
		{"the response was changed", testidp.Spoil{Sent: set("", "Destination", "https://other.example.it")}, spid.CodeSignature},
	} {
		t.Run(row.name, func(t *testing.T) {
			who, err := w.judge(w.respond(row.spoil))
			if who != nil || spid.CodeOf(err) != row.want {
				t.Errorf("got %v, want %s", err, row.want)
			}
		})
	}
}

// signedBait puts a document that the provider really signed before everything else.
func signedBait(w *world) change {
	return func(root *etree.Element) {
		doc := etree.NewDocument()
		if err := doc.ReadFromBytes(w.idp.Metadata()); err != nil {
			panic(err)
		}
		bait := doc.Root()
		bait.CreateAttr("ID", "_bait")
		if err := w.idp.Signer.Sign(bait); err != nil {
			panic(err)
		}
		root.InsertChildAt(0, bait)
	}
}
