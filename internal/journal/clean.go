// Package journal cleans what the program writes down about itself: what happened stays, whom it happened to does not.
// It is a net below the rule that nobody logs personal data, because PocketBase logs every request and errors quote
// what others said.
package journal

import (
	"net/url"
	"regexp"
	"strings"
	"time"
)

const (
	gone    = "…"
	longest = 500 // characters of a text
)

// secrets are the shapes of what names a person or opens a door: queries, mailboxes, tokens, tax codes, network
// addresses, one-time codes, ids of records.
var secrets = []*regexp.Regexp{
	regexp.MustCompile(`\?[^\s"'<>]+=[^\s"'<>]*`),
	regexp.MustCompile(`[^\s<>"':;,(]+@[\pL\pN.-]+`),
	regexp.MustCompile(`\beyJ[\w-]+\.[\w-]+\.[\w-]+`),
	regexp.MustCompile(`(?i)\b[a-z]{6}[\dlmnp-v]{2}[a-z][\dlmnp-v]{2}[a-z][\dlmnp-v]{3}[a-z]\b`),
	regexp.MustCompile(`\b\d{11}\b`),
	regexp.MustCompile(`\b\d{1,3}(\.\d{1,3}){3}\b`),
	regexp.MustCompile(`(?i)\b[0-9a-f]{0,4}(:[0-9a-f]{0,4}){3,7}\b`),
	regexp.MustCompile(`\b\d{4}[ -]?\d{4}\b`),
	regexp.MustCompile(`\b[A-Za-z0-9_-]{20,}\b`),
}

var idLike = regexp.MustCompile(`\b[a-z0-9]{15}\b`)

// Text is a text without what may name a person or open a door.
func Text(s string) string {
	for _, shape := range secrets {
		s = shape.ReplaceAllString(s, gone)
	}
	s = idLike.ReplaceAllStringFunc(s, func(word string) string {
		if strings.ContainsAny(word, "0123456789") {
			return gone
		}
		return word
	})
	return short(s)
}

func short(s string) string {
	if r := []rune(s); len(r) > longest {
		return string(r[:longest]) + gone
	}
	return s
}

var plainSegment = regexp.MustCompile(`^[a-z][a-z_.-]{0,29}$`)

// Address is the path of an address whose parts are plain words; each other part, and the query, is left out.
func Address(address string) string {
	path, _, _ := strings.Cut(address, "?")
	if decoded, err := url.PathUnescape(path); err == nil {
		path = decoded
	}
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if part != "" && (!plainSegment.MatchString(part) || len(part) == 15 && !strings.ContainsAny(part, "-_.")) {
			parts[i] = gone
		}
	}
	return short(strings.Join(parts, "/"))
}

// keptOfRequests are the facts about a request that say nothing about who made it.
var keptOfRequests = map[string]bool{"type": true, "execTime": true, "method": true, "status": true, "auth": true}

// Entry cleans one entry as PocketBase is about to keep it, and returns what is left of it.
func Entry(message string, data map[string]any) (string, map[string]any) {
	if data["type"] != "request" {
		for name, value := range data {
			data[name] = clean(value)
		}
		return Text(message), data
	}
	left := map[string]any{}
	for name, value := range data {
		if keptOfRequests[name] {
			left[name] = value
		}
	}
	address, _ := data["url"].(string)
	left["url"] = Address(address)
	if said, ok := data["error"].(string); ok {
		left["error"] = Text(said)
	}
	method, _ := data["method"].(string)
	return method + " " + Address(address), left
}

// clean goes into lists and objects. What is neither they nor a text, a number or a truth value is dropped.
func clean(value any) any {
	switch v := value.(type) {
	case string:
		return Text(v)
	case error:
		return Text(v.Error())
	case []any:
		for i := range v {
			v[i] = clean(v[i])
		}
		return v
	case map[string]any:
		for name := range v {
			v[name] = clean(v[name])
		}
		return v
	case time.Duration:
		return v.String()
	case bool, int, int64, float64, nil:
		return v
	}
	return gone
}
