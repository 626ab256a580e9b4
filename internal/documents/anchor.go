package documents

import (
	"crypto/x509"
	"encoding/pem"
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

// Anchors returns the certificates by which the academy's signatures are recognised: the first of each *.pem
// in the folder, so that what an earlier key signed stays valid. It returns ErrKey if there is none.
func (k Keys) Anchors() ([]*x509.Certificate, error) {
	paths, err := filepath.Glob(filepath.Join(k.Folder, "*.pem"))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	var anchors []*x509.Certificate
	for _, path := range paths {
		chain, err := ReadAnchors(path)
		if err != nil {
			return nil, err
		}
		anchors = append(anchors, chain[0]) // those that vouch for it sign no documents
	}
	if len(anchors) == 0 {
		return nil, fmt.Errorf("%w: no certificate in %s: %w", ErrKey, k.Folder, fs.ErrNotExist)
	}
	return anchors, nil
}
