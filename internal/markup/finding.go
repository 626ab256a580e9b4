package markup

// Codes lists every Finding.Code that Render gives, with the names of its values. Each needs a text under "finding."+code.
var Codes = map[string][]string{
	codeAddressRefused:     {"address"},
	codeAlertUnknown:       {"alert"},
	codeAltMissing:         {"image"},
	codeAnchorMissing:      {"anchor"},
	codeCaptionsMissing:    {"video"},
	codeDirectiveArgument:  {"directive", "argument"},
	codeDirectiveAttribute: {"directive", "attribute"},
	codeDirectiveStray:     {},
	codeDirectiveUnclosed:  {"directive"},
	codeDirectiveUnknown:   {"directive"},
	codeElementDropped:     {"element"},
	codeFootnoteUnused:     {"footnote"},
	codeFormulaInvalid:     {"formula", "reason"},
	codeFormulaUnclosed:    {},
	codeFrameDropped:       {"element", "address"},
	codeHandlerDropped:     {"element", "attribute"},
	codeIDRepeated:         {"id"},
	codeLinkEmpty:          {"address"},
	codeMisplaced:          {"element"},
	codeScriptDropped:      {},
	codeStyleDropped:       {"element"},
	codeTagDropped:         {"element"},
	codeTitleRepeated:      {"title"},
	codeTooDeep:            {},
	codeTranscriptMissing:  {"video"},
	codeUnclosed:           {"element"},
	codeVideoNoFile:        {"video"},
}

// What a code means is told where authors read it: see "finding."+code in the locales. Warnings unless said.
const (
	codeAddressRefused     = "markup.address_refused"     // a scheme that no page may hold, such as javascript:
	codeAlertUnknown       = "markup.alert_unknown"       // > [!SOMETHING] of no known kind; shown as a quotation
	codeAltMissing         = "markup.alt_missing"         // image without alternative text (Note: it may be decoration)
	codeAnchorMissing      = "markup.anchor_missing"      // link to a "#place" that the document has not
	codeCaptionsMissing    = "markup.captions_missing"    // video without captions
	codeDirectiveArgument  = "markup.directive_argument"  // Error: argument is file, key or title
	codeDirectiveAttribute = "markup.directive_attribute" // an attribute that the directive does not know, or unreadable
	codeDirectiveStray     = "markup.directive_stray"     // ":::" that closes nothing
	codeDirectiveUnclosed  = "markup.directive_unclosed"  // Error: no ":::" closes it
	codeDirectiveUnknown   = "markup.directive_unknown"   // its content is shown as if the directive were not there
	codeElementDropped     = "markup.element_dropped"     // element dropped with what it holds
	codeFootnoteUnused     = "markup.footnote_unused"     // a note that nothing refers to is not shown
	codeFormulaInvalid     = "markup.formula_invalid"     // Error: shown as code; reason is a word of TeX or empty
	codeFormulaUnclosed    = "markup.formula_unclosed"    // Error: "$$" without its second
	codeFrameDropped       = "markup.frame_dropped"       // iframe, object, embed and their kin
	codeHandlerDropped     = "markup.handler_dropped"     // attribute that runs a script
	codeIDRepeated         = "markup.id_repeated"         // the second of two equal ids
	codeLinkEmpty          = "markup.link_empty"          // link without text: its address serves
	codeMisplaced          = "markup.misplaced"           // Note: tag dropped where HTML forbids it, its text kept
	codeScriptDropped      = "markup.script_dropped"
	codeStyleDropped       = "markup.style_dropped"  // <style>, or an attribute style
	codeTagDropped         = "markup.tag_dropped"    // Note: tag of no use here, its text kept
	codeTitleRepeated      = "markup.title_repeated" // Note: a second heading of level 1
	codeTooDeep            = "markup.too_deep"       // Error: nested beyond measure, dropped
	codeTranscriptMissing  = "markup.transcript_missing"
	codeUnclosed           = "markup.unclosed" // HTML element that nothing closes: closed where its block ends
	codeVideoNoFile        = "markup.video_no_file"
)

// found notes a finding at a position of the source. Values come in pairs.
func (p *pass) found(at int, severity Severity, code string, pairs ...string) {
	p.foundOn(p.lines.at(at), severity, code, pairs...)
}

func (p *pass) foundOn(line int, severity Severity, code string, pairs ...string) {
	f := Finding{Line: line, Severity: severity, Code: code}
	if len(pairs) > 0 {
		f.Values = make(map[string]any, len(pairs)/2)
		for i := 0; i+1 < len(pairs); i += 2 {
			f.Values[pairs[i]] = shorten(pairs[i+1])
		}
	}
	p.doc.Findings = append(p.doc.Findings, f)
}

// shorten keeps a value readable within a sentence.
func shorten(value string) string {
	const most = 120
	if len(value) <= most {
		return value
	}
	cut := 0
	for at := range value {
		if at > most {
			break
		}
		cut = at
	}
	return value[:cut] + "…"
}
