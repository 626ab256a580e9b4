package spid

import (
	"bytes"
	"encoding/base64"
	"strings"

	"github.com/beevik/etree"
)

// limits bound what a document may cost before anything in it is believed.
type limits struct {
	bytes, elements, depth int
}

var (
	// messageLimits are ten times what the most talkative provider sends.
	messageLimits = limits{bytes: 128 << 10, elements: 600, depth: 24}
	// registryLimits hold the whole registry of SPID several times over.
	registryLimits = limits{bytes: 8 << 20, elements: 60_000, depth: 24}
)

// decode reads the base64 of a form field. White space is let pass, as browsers and mail programs wrap lines.
func decode(form string, l limits) ([]byte, error) {
	if len(form) > l.bytes*3/2 {
		return nil, refuse(CodeTooLarge, "", "more than %d bytes", l.bytes)
	}
	form = strings.NewReplacer(" ", "", "\t", "", "\r", "", "\n", "").Replace(form)
	raw, err := base64.StdEncoding.DecodeString(form)
	if err != nil {
		return nil, refuse(CodeMalformed, "", "not base64")
	}
	return raw, nil
}

// parse reads a document and refuses what SAML has no use for and attacks live on: DTDs and with them entities,
// instructions, CDATA, comments inside values, text between elements, an attribute or an ID twice.
func parse(raw []byte, l limits) (*etree.Element, error) {
	if len(raw) > l.bytes {
		return nil, refuse(CodeTooLarge, "", "more than %d bytes", l.bytes)
	}
	if bytes.Contains(raw, []byte("<![CDATA[")) {
		return nil, refuse(CodeMalformed, "", "CDATA")
	}
	doc := etree.NewDocument()
	doc.ReadSettings = etree.ReadSettings{PreserveDuplicateAttrs: true, MaxDepth: l.depth}
	if err := doc.ReadFromBytes(raw); err != nil {
		return nil, refuse(CodeMalformed, "", "not XML in UTF-8")
	}
	root, err := onlyRoot(doc)
	if err != nil {
		return nil, err
	}
	return root, (&inspector{limits: l, ids: map[string]bool{}}).element(root)
}

// onlyRoot returns the one element of a document that holds nothing else but an XML declaration and comments.
func onlyRoot(doc *etree.Document) (*etree.Element, error) {
	var root *etree.Element
	for i, token := range doc.Child {
		switch t := token.(type) {
		case *etree.Element:
			if root != nil {
				return nil, refuse(CodeMalformed, t.Tag, "a second root")
			}
			root = t
		case *etree.ProcInst:
			if i != 0 || t.Target != "xml" || !plainUTF8(t.Inst) {
				return nil, refuse(CodeMalformed, "", "an instruction, or an encoding other than UTF-8")
			}
		case *etree.CharData:
			if strings.TrimSpace(t.Data) != "" {
				return nil, refuse(CodeMalformed, "", "text outside the root")
			}
		case *etree.Comment:
		default:
			return nil, refuse(CodeMalformed, "", "a document type declaration")
		}
	}
	if root == nil {
		return nil, refuse(CodeMalformed, "", "no element")
	}
	return root, nil
}

func plainUTF8(declaration string) bool {
	declaration = strings.ToLower(declaration)
	return !strings.Contains(declaration, "encoding") || strings.Contains(declaration, "utf-8")
}

// inspector walks a document once and counts.
type inspector struct {
	limits
	seen int
	ids  map[string]bool
}

func (in *inspector) element(el *etree.Element) error {
	if in.seen++; in.seen > in.elements {
		return refuse(CodeTooLarge, el.Tag, "more than %d elements", in.elements)
	}
	if strings.HasPrefix(el.Tag, "Encrypted") {
		return refuse(CodeEncrypted, el.Tag, "SPID encrypts nothing inside a message")
	}
	if err := in.attributes(el); err != nil {
		return err
	}
	var text, comment, children bool
	for _, token := range el.Child {
		switch t := token.(type) {
		case *etree.Element:
			children = true
			if err := in.element(t); err != nil {
				return err
			}
		case *etree.CharData:
			text = text || !t.IsWhitespace()
		case *etree.Comment:
			comment = true
		default:
			return refuse(CodeMalformed, el.Tag, "an instruction or declaration")
		}
	}
	if text && (comment || children) {
		return refuse(CodeMalformed, el.Tag, "a comment or an element inside a value")
	}
	return nil
}

// attributes refuses an attribute twice on an element, and an identifier twice in a document, however it is
// written: what one reader takes for the signed element must not be another's.
func (in *inspector) attributes(el *etree.Element) error {
	for i, a := range el.Attr {
		for _, b := range el.Attr[:i] {
			if a.Space == b.Space && a.Key == b.Key {
				return refuse(CodeMalformed, el.Tag, "an attribute twice")
			}
		}
		if !strings.EqualFold(a.Key, "ID") || a.Space == "xmlns" {
			continue
		}
		if in.ids[a.Value] {
			return refuse(CodeWrapped, el.Tag, "an ID twice")
		}
		in.ids[a.Value] = true
	}
	return nil
}
