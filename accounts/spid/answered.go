package spid

import (
	"bytes"
	"encoding/xml"
)

// AnsweredRequest returns the ID of the request that a response says it answers, so that the caller can look up
// what it remembered. It is a claim of whoever sent the form: believe nothing of it before Judge has.
func AnsweredRequest(form string) (string, error) {
	raw, err := decode(form, messageLimits)
	if err != nil {
		return "", err
	}
	decoder := xml.NewDecoder(bytes.NewReader(raw))
	for {
		token, err := decoder.Token()
		if err != nil {
			return "", refuse(CodeMalformed, "", "not XML")
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		for _, a := range start.Attr {
			if a.Name.Local == "InResponseTo" && idForm.MatchString(a.Value) {
				return a.Value, nil
			}
		}
		return "", refuse(CodeUnasked, start.Name.Local+"/@InResponseTo", "missing")
	}
}
