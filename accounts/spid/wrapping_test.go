package spid_test

import (
	"testing"

	"github.com/beevik/etree"

	"aula/accounts/spid"
	"aula/accounts/spid/testidp"
)

// evil returns a copy of an element that says what an attacker wants, under an ID of its own and without signature.
func evil(el *etree.Element) *etree.Element {
	c := el.Copy()
	for _, signature := range c.FindElements(".//Signature") {
		signature.Parent().RemoveChild(signature)
	}
	c.CreateAttr("ID", "_evil")
	if inner := c.SelectElement("Assertion"); inner != nil {
		inner.CreateAttr("ID", "_evil_assertion")
	}
	for _, value := range c.FindElements(".//Attribute[@Name='fiscalNumber']/AttributeValue") {
		value.SetText("TINIT-RSSMRA80A01H501U")
	}
	return c
}

// detach takes an element out of its parent and returns it.
func detach(el *etree.Element) *etree.Element {
	el.Parent().RemoveChild(el)
	return el
}

// become makes root a copy of what an attacker wants it to be, and returns what it was.
func become(root *etree.Element) *etree.Element {
	was := root.Copy()
	e := evil(root)
	root.Attr, root.Child = e.Attr, nil
	for _, c := range e.Child {
		root.AddChild(c)
	}
	return was
}

// The eight forms of signature wrapping (Somorovsky and others, "On Breaking SAML", 2012): a signed element is
// moved to where the verifier finds it, another is put where the reader looks.
var wrappings = []struct {
	name string
	wrap change
	want spid.Code
}{
	{"XSW1 the signed response inside the evil one's signature", func(root *etree.Element) {
		was := become(root)
		signature := detach(was.SelectElement("Signature"))
		signature.AddChild(was)
		root.InsertChildAt(1, signature)
	}, spid.CodeWrapped},
	{"XSW2 the signed response beside its signature, in the evil one", func(root *etree.Element) {
		was := become(root)
		signature := detach(was.SelectElement("Signature"))
		root.InsertChildAt(1, was)
		root.InsertChildAt(2, signature)
	}, spid.CodeWrapped},
	{"XSW3 an evil assertion before the signed one", func(root *etree.Element) {
		root.InsertChildAt(0, evil(at(root, "Assertion")))
	}, spid.CodeWrapped},
	{"XSW4 the signed assertion inside the evil one", func(root *etree.Element) {
		signed := at(root, "Assertion")
		e := evil(signed)
		e.AddChild(detach(signed))
		root.AddChild(e)
	}, spid.CodeWrapped},
	{"XSW5 the signature in the evil assertion, the signed one behind", func(root *etree.Element) {
		signed := detach(at(root, "Assertion"))
		e := evil(signed)
		e.InsertChildAt(1, detach(signed.SelectElement("Signature")))
		root.AddChild(e)
		root.AddChild(signed)
	}, spid.CodeWrapped},
	{"XSW6 the signed assertion in the signature of the evil one", func(root *etree.Element) {
		signed := detach(at(root, "Assertion"))
		e := evil(signed)
		signature := detach(signed.SelectElement("Signature"))
		signature.AddChild(signed)
		e.InsertChildAt(1, signature)
		root.AddChild(e)
	}, spid.CodeWrapped},
	{"XSW7 an evil assertion in Extensions", func(root *etree.Element) {
		extensions := etree.NewElement("samlp:Extensions")
		extensions.AddChild(evil(at(root, "Assertion")))
		root.InsertChildAt(1, extensions)
	}, spid.CodeWrapped},
	{"XSW8 the signed assertion in an Object of the evil one's signature", func(root *etree.Element) {
		signed := detach(at(root, "Assertion"))
		e := evil(signed)
		signature := detach(signed.SelectElement("Signature"))
		signature.CreateElement("ds:Object").AddChild(signed)
		e.InsertChildAt(1, signature)
		root.AddChild(e)
	}, spid.CodeWrapped},
	{"only an evil assertion, with the signature of the good one", func(root *etree.Element) {
		signed := detach(at(root, "Assertion"))
		e := evil(signed)
		e.InsertChildAt(1, detach(signed.SelectElement("Signature")))
		root.AddChild(e)
	}, spid.CodeWrapped},
	{"the evil assertion bears the good one's ID", func(root *etree.Element) {
		signed := at(root, "Assertion")
		e := evil(signed)
		e.CreateAttr("ID", signed.SelectAttrValue("ID", ""))
		extensions := etree.NewElement("samlp:Extensions")
		extensions.AddChild(e)
		root.InsertChildAt(1, extensions)
	}, spid.CodeWrapped},
	{"the evil assertion's ID is written Id", func(root *etree.Element) {
		object := at(root, "Signature").CreateElement("ds:Object")
		object.CreateAttr("Id", at(root, "Assertion").SelectAttrValue("ID", ""))
	}, spid.CodeWrapped},
	{"an Object in a signature", func(root *etree.Element) { at(root, "Signature").CreateElement("ds:Object") }, spid.CodeShape},
	{"a signature of nobody's in KeyInfo", func(root *etree.Element) {
		at(root, "Signature/KeyInfo").CreateElement("ds:Signature")
	}, spid.CodeWrapped},
	{"a second signature", func(root *etree.Element) { root.InsertChildAt(1, at(root, "Signature").Copy()) }, spid.CodeWrapped},
	{"a reference to the whole document", set("Signature/SignedInfo/Reference", "URI", ""), spid.CodeShape},
	{"a reference to the assertion", func(root *etree.Element) {
		at(root, "Signature/SignedInfo/Reference").CreateAttr("URI", "#"+at(root, "Assertion").SelectAttrValue("ID", ""))
	}, spid.CodeWrapped},
	{"a second reference", func(root *etree.Element) {
		info := at(root, "Signature/SignedInfo")
		info.AddChild(info.SelectElement("Reference").Copy())
	}, spid.CodeShape},
}

func TestAWrappedSignatureIsRefused(t *testing.T) {
	for _, row := range wrappings {
		t.Run(row.name, func(t *testing.T) {
			w := newWorld(t)
			who, err := w.judge(w.respond(testidp.Spoil{Sent: row.wrap}))
			if who != nil || spid.CodeOf(err) != row.want {
				t.Errorf("both signed: got %v, want %s", err, row.want)
			}
			if len(row.name) < 4 || row.name[:3] != "XSW" || row.name[3] < '3' {
				return
			}
			// The same where the response is signed honestly around the wrapped assertion: only the shape is in the way.
			who, err = w.judge(w.respond(testidp.Spoil{Sealed: row.wrap}))
			if who != nil || spid.CodeOf(err) != row.want {
				t.Errorf("wrapped before the response was signed: got %v, want %s", err, row.want)
			}
		})
	}
}
