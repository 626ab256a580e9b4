package locales

// MarkupLabel says one of the words that the renderer of authors' texts adds itself, in the language of the text; in
// English where that is none of Languages. It is empty where there is no such word.
func MarkupLabel(language, key string) string {
	if !Known(language) {
		language = "en"
	}
	l := For(language)
	if key = "markup." + key; l.Has(key) {
		return l.T(key)
	}
	return ""
}
