package locales

// MarkupLabel says one of the words that the renderer of authors' texts adds itself, in a language. It is empty where
// there is no such text.
func MarkupLabel(language, key string) string {
	l := For(language)
	if key = "markup." + key; l.Has(key) {
		return l.T(key)
	}
	return ""
}
