package commands

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"aula/courses"
)

// widestPlace is how far the texts of a report are indented at most.
const widestPlace = 44

// report says what is in the courses and what is wrong with them, each remark with its file and line.
func (s *session) report(b *batch) {
	all := slices.Clone(b.refusals)
	s.findings(b.refusals)
	for _, m := range b.manuscripts {
		fmt.Fprintf(s.Out, "%s (%s): %s\n", m.Title, m.Slug, courses.Join(s.locale, m.Contents()))
		s.findings(m.Findings)
		all = append(all, m.Findings...)
	}
	fmt.Fprintln(s.Out, courses.Join(s.locale, courses.Tally(all)))
}

// findings are aligned, so that the eye finds the files at the left and the remarks at the right.
func (s *session) findings(list []courses.Finding) {
	width := 0
	for _, f := range list {
		width = max(width, utf8.RuneCountInString(place(f)))
	}
	width = min(width, widestPlace)
	for _, f := range list {
		gap := max(0, width-utf8.RuneCountInString(place(f)))
		fmt.Fprintf(s.Out, "  %s%s  %s: %s\n", place(f), strings.Repeat(" ", gap), courses.SeverityOf(f).In(s.locale), courses.TextOf(f).In(s.locale))
	}
}

// place is where a finding is: "01-uno.md:12".
func place(f courses.Finding) string {
	switch {
	case f.Path == "":
		return "-"
	case f.Line > 0:
		return fmt.Sprintf("%s:%d", f.Path, f.Line)
	}
	return f.Path
}

// tellChanges says what an import did, or would do.
func (s *session) tellChanges(c *courses.Changes, dryRun bool) {
	fmt.Fprintln(s.Out, c.Heading(dryRun).In(s.locale))
	for _, line := range c.Sentences() {
		fmt.Fprintln(s.Out, "  "+line.In(s.locale))
	}
	if dryRun {
		fmt.Fprintln(s.Out, s.locale.T("cli.courses.dry_run_done"))
	}
}

// progress shows on a terminal how far a long import is. Elsewhere it says nothing.
func (s *session) progress() func(done, total int) {
	f, ok := s.Err.(*os.File)
	if !ok {
		return nil
	}
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	return func(done, total int) {
		if done%20 == 0 || done == total {
			fmt.Fprintf(s.Err, "\r%s ", s.locale.T("cli.courses.progress", "done", done, "total", total))
		}
	}
}

// endProgress clears the line that progress wrote.
func (s *session) endProgress() {
	if s.progress() != nil {
		fmt.Fprint(s.Err, "\r\033[K")
	}
}
