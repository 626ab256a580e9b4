package documents

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ParseAnchors reads the certificates of a PEM file. It returns ErrKey if there is none.
func ParseAnchors(content []byte) ([]*x509.Certificate, error) {
	var anchors []*x509.Certificate
	for block, rest := pem.Decode(content); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrKey, err)
		}
		anchors = append(anchors, c)
	}
	if len(anchors) == 0 {
		return nil, fmt.Errorf("%w: no certificate in PEM found", ErrKey)
	}
	return anchors, nil
}

// ReadAnchors reads the certificates of a PEM file on disk.
func ReadAnchors(path string) ([]*x509.Certificate, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	anchors, err := ParseAnchors(content)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return anchors, nil
}

// Anchors returns the certificates by which the academy's signatures are recognised: the configured one, and
// every one in the keys' folder, so that what an earlier key signed stays valid. It returns ErrKey if there
// is none at all.
func (k Keys) Anchors() ([]*x509.Certificate, error) {
	var anchors []*x509.Certificate
	if k.Certificate != "" {
		chain, err := ReadAnchors(k.Certificate)
		if err != nil {
			return nil, err
		}
		anchors = chain[:1] // those that vouch for it sign no documents
	}
	paths, err := filepath.Glob(filepath.Join(k.Folder, "*.pem"))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	for _, path := range paths {
		more, err := ReadAnchors(path)
		if err != nil {
			return nil, err
		}
		anchors = append(anchors, more...)
	}
	if len(anchors) == 0 {
		return nil, fmt.Errorf("%w: no certificate in %s: %w", ErrKey, k.Folder, fs.ErrNotExist)
	}
	return anchors, nil
}

// NoKeys tells whether err says that there is no key at all, as before the first start.
func NoKeys(err error) bool { return errors.Is(err, fs.ErrNotExist) }
