// Command handouts prints a course's hand-out: it turns an HTML page into a PDF with the Chromium that is installed, and
// leaves the same bytes whenever it prints the same page with the same Chromium.
//
//	go run ./handouts SHEET.html SHEET.pdf
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: handouts SHEET.html SHEET.pdf")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "handouts:", err)
		os.Exit(1)
	}
}

func run(source, target string) error {
	source, err := filepath.Abs(source)
	if err != nil {
		return err
	}
	digest, err := sourceDigest(source)
	if err != nil {
		return err
	}
	printed, err := printPage(source)
	if err != nil {
		return fmt.Errorf("print %s: %w", filepath.Base(source), err)
	}
	sealed, err := seal(printed, digest)
	if err != nil {
		return fmt.Errorf("print %s: %w", filepath.Base(source), err)
	}
	return os.WriteFile(target, sealed, 0o644)
}
