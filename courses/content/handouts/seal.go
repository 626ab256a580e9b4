package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"regexp"
)

var errNotDated = errors.New("the PDF does not carry its dates as expected")

var (
	dates  = regexp.MustCompile(`/(Creation|Mod)Date \(D:\d{14}\+00'00'\)`)
	images = regexp.MustCompile(`<img [^>]*src="([^"]+)"`)
)

// mark begins the last line of a sealed PDF. Readers pass over what follows the end of the file.
const mark = "% source sha256 "

// seal replaces the moment of printing, which would make every print another file, by a fixed one of the same length,
// and notes at the end which source was printed.
func seal(pdf []byte, digest string) ([]byte, error) {
	if len(dates.FindAll(pdf, -1)) != 2 {
		return nil, errNotDated
	}
	pdf = dates.ReplaceAll(pdf, []byte("/${1}Date (D:20200101000000+00'00')"))
	return append(pdf, []byte(mark+digest+"\n")...), nil
}

// sealed returns the digest that a sealed PDF carries, empty if it carries none.
func sealed(pdf []byte) string {
	at := bytes.LastIndex(pdf, []byte(mark))
	if at < 0 {
		return ""
	}
	return string(bytes.TrimSpace(pdf[at+len(mark):]))
}

// sourceDigest names a page together with the pictures that it shows.
func sourceDigest(page string) (string, error) {
	html, err := os.ReadFile(page)
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	sum.Write(html)
	for _, m := range images.FindAllSubmatch(html, -1) {
		picture, err := os.ReadFile(filepath.Join(filepath.Dir(page), filepath.FromSlash(string(m[1]))))
		if err != nil {
			return "", err
		}
		sum.Write(picture)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
