package spid

import (
	"strings"

	"github.com/beevik/etree"
)

// shape is what an element must look like: written as data, so that the rules can be read side by side.
type shape struct {
	space, tag string
	min, max   int
	attributes []string // must be there and must not be empty
	value      bool     // holds text that is not empty, and no element
	open       bool     // may hold elements that are not listed
	children   []shape
}

// check refuses an element that is not of the shape, naming the first place that differs.
func (s shape) check(el *etree.Element) error {
	if !s.names(el) {
		return refuse(CodeShape, s.tag, "another element is in its place")
	}
	for _, key := range s.attributes {
		if strings.TrimSpace(attribute(el, key)) == "" {
			return refuse(CodeShape, s.tag+"/@"+key, "missing or empty")
		}
	}
	if s.value && text(el) == "" {
		return refuse(CodeShape, s.tag, "empty")
	}
	counts := make([]int, len(s.children))
	for child := range el.ChildElementsSeq() {
		i := s.find(child)
		if i < 0 {
			if s.open {
				continue
			}
			return refuse(CodeShape, s.tag, "an element that does not belong there")
		}
		counts[i]++
		if err := s.children[i].check(child); err != nil {
			return err
		}
	}
	return s.count(counts)
}

func (s shape) count(counts []int) error {
	for i, child := range s.children {
		switch {
		case counts[i] < child.min && child.tag == "Signature":
			return refuse(CodeUnsigned, s.tag, "no signature")
		case counts[i] < child.min:
			return refuse(CodeShape, s.tag+"/"+child.tag, "missing")
		case counts[i] > child.max:
			return refuse(CodeShape, s.tag+"/"+child.tag, "more than %d", child.max)
		}
	}
	return nil
}

func (s shape) names(el *etree.Element) bool {
	return el.Tag == s.tag && el.NamespaceURI() == s.space
}

func (s shape) find(el *etree.Element) int {
	for i, child := range s.children {
		if child.names(el) {
			return i
		}
	}
	return -1
}

// child returns the only child of that name in an element whose shape was checked, or an empty element.
func child(el *etree.Element, path ...string) *etree.Element {
	for _, tag := range path {
		var next *etree.Element
		for c := range el.ChildElementsSeq() {
			if c.Tag == tag {
				next = c
				break
			}
		}
		if next == nil {
			return etree.NewElement(tag)
		}
		el = next
	}
	return el
}

// text returns a value without the white space around it, with which providers indent their documents.
func text(el *etree.Element) string { return strings.TrimSpace(el.Text()) }

// attribute returns an attribute that is in no namespace.
func attribute(el *etree.Element, key string) string {
	for _, a := range el.Attr {
		if a.Space == "" && a.Key == key {
			return a.Value
		}
	}
	return ""
}
