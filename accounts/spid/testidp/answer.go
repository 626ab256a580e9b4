package testidp

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/beevik/etree"
)

const (
	protocol  = "urn:oasis:names:tc:SAML:2.0:protocol"
	assertion = "urn:oasis:names:tc:SAML:2.0:assertion"
	entity    = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity"
	transient = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
	success   = "urn:oasis:names:tc:SAML:2.0:status:Success"
)

// Attribute is one claim about a person.
type Attribute struct{ Name, Value string }

// Spoil changes one thing of an answer, at the moment that its name tells. The zero Spoil changes nothing.
type Spoil struct {
	Draft     func(root *etree.Element) // before anything is signed
	Sealed    func(root *etree.Element) // once the assertion is signed
	Sent      func(root *etree.Element) // once both are signed
	Text      func(xml string) string   // of the document as it is sent
	Assertion *Signer                   // who signs the assertion; nil: the provider
	Response  *Signer                   // who signs the response
}

// Respond answers a question: this is the person. It returns the form field SAMLResponse.
func (i *IdP) Respond(q Question, person []Attribute, now time.Time, spoil Spoil) (string, error) {
	root := i.message("Response", q, now)
	root.CreateElement("samlp:Status").CreateElement("samlp:StatusCode").CreateAttr("Value", success)
	i.assert(root, q, person, now)
	return i.finish(root, spoil)
}

// Fail answers with an error number of AgID's table.
func (i *IdP) Fail(q Question, number int, now time.Time, spoil Spoil) (string, error) {
	root := i.message("Response", q, now)
	status := root.CreateElement("samlp:Status")
	code := status.CreateElement("samlp:StatusCode")
	code.CreateAttr("Value", "urn:oasis:names:tc:SAML:2.0:status:Responder")
	code.CreateElement("samlp:StatusCode").CreateAttr("Value", "urn:oasis:names:tc:SAML:2.0:status:AuthnFailed")
	status.CreateElement("samlp:StatusMessage").SetText(fmt.Sprintf("ErrorCode nr%02d", number))
	return i.finish(root, spoil)
}

// EndSession answers a logout request.
func (i *IdP) EndSession(q Question, now time.Time, spoil Spoil) (string, error) {
	root := i.message("LogoutResponse", q, now)
	root.SelectElement("Issuer").CreateAttr("NameQualifier", i.EntityID)
	root.CreateElement("samlp:Status").CreateElement("samlp:StatusCode").CreateAttr("Value", success)
	return i.finish(root, spoil)
}

// AskLogout tells a service, at its logout address, that a session is over.
func (i *IdP) AskLogout(address, nameID, index string, now time.Time, spoil Spoil) (string, error) {
	root := i.message("LogoutRequest", Question{Answer: address}, now)
	root.RemoveAttr("InResponseTo")
	root.SelectElement("Issuer").CreateAttr("NameQualifier", i.EntityID)
	i.nameID(root, nameID)
	root.CreateElement("samlp:SessionIndex").SetText(index)
	return i.finish(root, spoil)
}

func (i *IdP) message(tag string, q Question, now time.Time) *etree.Element {
	root := etree.NewElement("samlp:" + tag)
	root.CreateAttr("xmlns:samlp", protocol)
	root.CreateAttr("xmlns:saml", assertion)
	root.CreateAttr("ID", newID())
	root.CreateAttr("Version", "2.0")
	root.CreateAttr("IssueInstant", stamp(now))
	root.CreateAttr("Destination", q.Answer)
	root.CreateAttr("InResponseTo", q.ID)
	i.issuer(root)
	return root
}

func (i *IdP) issuer(el *etree.Element) {
	issuer := el.CreateElement("saml:Issuer")
	issuer.CreateAttr("Format", entity)
	issuer.SetText(i.EntityID)
}

func (i *IdP) nameID(el *etree.Element, value string) {
	name := el.CreateElement("saml:NameID")
	name.CreateAttr("Format", transient)
	name.CreateAttr("NameQualifier", i.EntityID)
	name.SetText(value)
}

func (i *IdP) assert(root *etree.Element, q Question, person []Attribute, now time.Time) {
	el := root.CreateElement("saml:Assertion")
	el.CreateAttr("xmlns:saml", assertion)
	el.CreateAttr("xmlns:xs", "http://www.w3.org/2001/XMLSchema")
	el.CreateAttr("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
	el.CreateAttr("ID", newID())
	el.CreateAttr("Version", "2.0")
	el.CreateAttr("IssueInstant", stamp(now))
	i.issuer(el)
	subject := el.CreateElement("saml:Subject")
	i.nameID(subject, newID())
	confirmation := subject.CreateElement("saml:SubjectConfirmation")
	confirmation.CreateAttr("Method", "urn:oasis:names:tc:SAML:2.0:cm:bearer")
	data := confirmation.CreateElement("saml:SubjectConfirmationData")
	data.CreateAttr("InResponseTo", q.ID)
	data.CreateAttr("NotOnOrAfter", stamp(now.Add(5*time.Minute)))
	data.CreateAttr("Recipient", q.Answer)
	conditions := el.CreateElement("saml:Conditions")
	conditions.CreateAttr("NotBefore", stamp(now))
	conditions.CreateAttr("NotOnOrAfter", stamp(now.Add(5*time.Minute)))
	conditions.CreateElement("saml:AudienceRestriction").CreateElement("saml:Audience").SetText(q.Issuer)
	statement := el.CreateElement("saml:AuthnStatement")
	statement.CreateAttr("AuthnInstant", stamp(now))
	statement.CreateAttr("SessionIndex", newID())
	statement.CreateElement("saml:AuthnContext").CreateElement("saml:AuthnContextClassRef").SetText(q.Level)
	attest(el.CreateElement("saml:AttributeStatement"), person)
}

func attest(el *etree.Element, person []Attribute) {
	for _, claim := range person {
		a := el.CreateElement("saml:Attribute")
		a.CreateAttr("Name", claim.Name)
		a.CreateAttr("NameFormat", "urn:oasis:names:tc:SAML:2.0:attrname-format:basic")
		value := a.CreateElement("saml:AttributeValue")
		value.CreateAttr("xsi:type", "xs:string")
		value.SetText(claim.Value)
	}
}

// finish signs the assertion, then the whole, and lets the spoil have its moments.
func (i *IdP) finish(root *etree.Element, spoil Spoil) (string, error) {
	at := func(moment func(*etree.Element)) {
		if moment != nil {
			moment(root)
		}
	}
	by := func(signer *Signer) *Signer {
		if signer == nil {
			return i.Signer
		}
		return signer
	}
	at(spoil.Draft)
	if el := root.SelectElement("Assertion"); el != nil {
		if err := by(spoil.Assertion).Sign(el); err != nil {
			return "", err
		}
	}
	at(spoil.Sealed)
	if err := by(spoil.Response).Sign(root); err != nil {
		return "", err
	}
	at(spoil.Sent)
	text := string(document(root))
	if spoil.Text != nil {
		text = spoil.Text(text)
	}
	return base64.StdEncoding.EncodeToString([]byte(text)), nil
}

func newID() string {
	var b [16]byte
	rand.Read(b[:])
	return "_" + hex.EncodeToString(b[:])
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }
