package webrtc

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pion/sdp/v3"
)

// mostFragment is how large a fragment may be.
const mostFragment = 16 << 10

// fragment is what a WHIP client sends later (RFC 8840): candidates, or the credentials of a restart.
type fragment struct {
	ufrag, pwd string
	candidates []candidate
}

// candidate is one of a section.
type candidate struct {
	mid  string
	line string // as in SDP, without "a="
}

// readFragment reads a fragment. Its error is ErrMalformed.
func readFragment(text string) (fragment, error) {
	var f fragment
	if len(text) > mostFragment {
		return f, fmt.Errorf("fragment of %d bytes: %w", len(text), ErrMalformed)
	}
	mid := ""
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		key, value, _ := strings.Cut(line, ":")
		switch {
		case line == "":
		case len(line) < 2 || line[1] != '=':
			return fragment{}, fmt.Errorf("line %.40q: %w", line, ErrMalformed)
		case key == "a=ice-ufrag":
			f.ufrag = value
		case key == "a=ice-pwd":
			f.pwd = value
		case key == "a=mid":
			mid = value
		case key == "a=candidate":
			f.candidates = append(f.candidates, candidate{mid, line[2:]})
		}
	}
	if len(f.candidates) > mostCandidates {
		return fragment{}, fmt.Errorf("%w: %w", ErrMalformed, ErrCandidates)
	}
	if (f.ufrag == "") != (f.pwd == "") || (f.ufrag == "" && len(f.candidates) == 0 && !strings.Contains(text, "a=end-of-candidates")) {
		return fragment{}, fmt.Errorf("fragment says nothing whole: %w", ErrMalformed)
	}
	if f.ufrag != "" && (!token(f.ufrag, 4) || !token(f.pwd, 22)) {
		return fragment{}, fmt.Errorf("credentials: %w", ErrMalformed)
	}
	return f, nil
}

// token says that a text is made of ICE's characters (RFC 8839) and long enough.
func token(s string, least int) bool {
	if len(s) < least || len(s) > 256 {
		return false
	}
	for _, c := range s {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && c != '+' && c != '/' {
			return false
		}
	}
	return true
}

// sameCredentials tells whether a fragment belongs to the ICE session of an offer.
func sameCredentials(offer string, f fragment) bool {
	d, err := parse(offer)
	return err == nil && attribute(d, "ice-ufrag") == f.ufrag && attribute(d, "ice-pwd") == f.pwd
}

// restarted is an offer with other credentials and no candidates.
func restarted(offer string, f fragment) (string, error) {
	d, err := parse(offer)
	if err != nil {
		return "", err
	}
	d.Attributes = exchange(d.Attributes, f)
	for _, m := range d.MediaDescriptions {
		m.Attributes = exchange(m.Attributes, f)
	}
	b, err := d.Marshal()
	return string(b), err
}

func exchange(list []sdp.Attribute, f fragment) []sdp.Attribute {
	var kept []sdp.Attribute
	for _, a := range list {
		switch a.Key {
		case "ice-ufrag":
			a.Value = f.ufrag
		case "ice-pwd":
			a.Value = f.pwd
		case "candidate", "end-of-candidates":
			continue
		}
		kept = append(kept, a)
	}
	return kept
}

// fragmentOf is what an answer says about the way to us.
func fragmentOf(answer string) (string, error) {
	d, err := parse(answer)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	m := d.MediaDescriptions[max(0, slices.IndexFunc(d.MediaDescriptions, taken))]
	mid, _ := m.Attribute("mid")
	ufrag, _ := m.Attribute("ice-ufrag")
	pwd, _ := m.Attribute("ice-pwd")
	fmt.Fprintf(&b, "a=ice-lite\r\n")
	if group, ok := d.Attribute("group"); ok {
		fmt.Fprintf(&b, "a=group:%s\r\n", group)
	}
	fmt.Fprintf(&b, "m=%s 9 %s %s\r\na=mid:%s\r\na=ice-ufrag:%s\r\na=ice-pwd:%s\r\n", m.MediaName.Media,
		strings.Join(m.MediaName.Protos, "/"), strings.Join(m.MediaName.Formats, " "), mid, ufrag, pwd)
	for _, a := range m.Attributes {
		if a.Key == "candidate" {
			fmt.Fprintf(&b, "a=candidate:%s\r\n", a.Value)
		}
	}
	b.WriteString("a=end-of-candidates\r\n")
	return b.String(), nil
}
