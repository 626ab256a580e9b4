package markup

// FrontMatter splits a source into its YAML and its body; bodyLine is the line of the file at which the body begins.
func FrontMatter(source []byte) (yaml, body []byte, bodyLine int) { return nil, source, 1 }
