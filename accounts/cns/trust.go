package cns

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

const (
	// largestFile bounds a file of the folder: lists of revoked cards of a whole Region take some megabytes.
	largestFile = 64 << 20
	mostFiles   = 1000
)

// Trust is which authorities issue cards, and which cards they revoked. It never changes: opening the folder again makes a new one.
type Trust struct {
	roots       *x509.CertPool
	authorities []*x509.Certificate
	lists       []revocations
}

// Problem is a file of the folder that is not used, and why: unreadable, too_large, no_certificate, no_authority (a certificate that may issue
// none), list_unsigned (no authority of the folder signed the list), list_partial (a list of changes, or of others' cards).
type Problem struct{ File, Code string }

// Open reads certificates of authorities and lists of revoked certificates (CRL), each as DER or PEM, from the files of a folder. One file that
// cannot be used is told as a problem and does not keep the others out. An error says that the folder cannot be read.
//
// Every certificate in the folder is trusted by itself, whoever issued it: so AgID's trusted list means the authorities that it names.
func Open(folder string) (*Trust, []Problem, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, nil, fmt.Errorf("open authorities of cards: %w", err)
	}
	if len(entries) > mostFiles {
		return nil, nil, fmt.Errorf("open authorities of cards: more than %d files", mostFiles)
	}
	t := &Trust{roots: x509.NewCertPool()}
	var problems []Problem
	lists := map[string][]*x509.RevocationList{}
	for _, entry := range entries {
		if entry.IsDir() || entry.Name()[0] == '.' {
			continue
		}
		content, code := readFile(filepath.Join(folder, entry.Name()))
		if code == "" {
			lists[entry.Name()], code = t.addFile(content)
		}
		if code != "" {
			problems = append(problems, Problem{entry.Name(), code})
		}
	}
	for _, entry := range entries { // after all authorities are known
		for _, list := range lists[entry.Name()] {
			if code := t.addList(list); code != "" {
				problems = append(problems, Problem{entry.Name(), code})
			}
		}
	}
	return t, problems, nil
}

// Empty tells that no authority is trusted, so that nobody can sign in by a card.
func (t *Trust) Empty() bool { return len(t.authorities) == 0 }

// Count is how many authorities are trusted, how many lists of revoked cards are used, and how many of these should have been replaced by now.
func (t *Trust) Count(now time.Time) (authorities, lists, old int) {
	for _, list := range t.lists {
		if !now.Before(list.to) {
			old++
		}
	}
	return len(t.authorities), len(t.lists), old
}

func readFile(path string) (content []byte, code string) {
	if about, err := os.Stat(path); err != nil || !about.Mode().IsRegular() {
		return nil, "unreadable"
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, "unreadable"
	}
	defer file.Close()
	content, err = io.ReadAll(io.LimitReader(file, largestFile+1))
	switch {
	case err != nil:
		return nil, "unreadable"
	case len(content) > largestFile:
		return nil, "too_large"
	}
	return content, ""
}

// addFile takes the authorities of a file, and returns the lists in it.
func (t *Trust) addFile(content []byte) (lists []*x509.RevocationList, code string) {
	if !bytes.Contains(content, []byte("-----BEGIN ")) {
		return t.addBlock(content)
	}
	code = "no_certificate"
	for {
		var block *pem.Block
		if block, content = pem.Decode(content); block == nil {
			return lists, code
		}
		more, wrong := t.addBlock(block.Bytes)
		lists = append(lists, more...)
		if code == "" || code == "no_certificate" {
			code = wrong
		}
	}
}

func (t *Trust) addBlock(der []byte) (lists []*x509.RevocationList, code string) {
	if list, err := x509.ParseRevocationList(der); err == nil {
		return []*x509.RevocationList{list}, ""
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, "no_certificate"
	}
	if !certificate.IsCA || certificate.KeyUsage != 0 && certificate.KeyUsage&x509.KeyUsageCertSign == 0 {
		return nil, "no_authority"
	}
	t.roots.AddCert(certificate)
	t.authorities = append(t.authorities, certificate)
	return nil, ""
}
