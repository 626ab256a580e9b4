package database

import "strings"

// Lower is a text as SQLite's lower has it: the letters of ASCII become small.
func Lower(text string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, text)
}

// HasWords tells whether each of the words is in one of the texts, as Contains would; both are Lower.
func HasWords(words []string, texts ...string) bool {
	for _, word := range words {
		found := false
		for _, text := range texts {
			found = found || strings.Contains(text, word)
		}
		if !found {
			return false
		}
	}
	return true
}

// Same returns a function that gives of equal texts always the first, so that many rows hold one.
func Same() func(string) string {
	known := map[string]string{}
	return func(text string) string {
		first, ok := known[text]
		if !ok {
			first = text
			known[text] = text
		}
		return first
	}
}
