package certificates

import (
	"crypto/x509"
	"path/filepath"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/documents"
	"aula/organisations"
)

const (
	keysFolder  = "keys" // in the data folder
	cachedPress = "aula:certificates:press"
	unnamed     = "Aula" // who signs, where nobody has named the centre yet
)

// KeysOf says where the academy in a data folder keeps its signing key.
func KeysOf(dir string) documents.Keys {
	return documents.Keys{Folder: filepath.Join(dir, keysFolder)}
}

// PressOf returns the press of the academy, opening its signing key, or making it, the first time.
// It returns documents.ErrKey for a key that cannot serve.
func PressOf(app core.App) (*Press, error) {
	if known, ok := app.Store().Get(cachedPress).(*Press); ok {
		return known, nil
	}
	centre, err := organisations.CentreOf(app)
	if err != nil {
		return nil, err
	}
	name := centre.Name
	if name == "" {
		name = unnamed
	}
	signer, err := documents.OpenSigner(KeysOf(app.DataDir()), name)
	if err != nil {
		return nil, err
	}
	return app.Store().GetOrSet(cachedPress, func() any { return NewPress(signer) }).(*Press), nil
}

// AnchorsOf returns the certificates by which the academy's signatures are recognised, those of earlier keys too.
func AnchorsOf(app core.App) ([]*x509.Certificate, error) { return KeysOf(app.DataDir()).Anchors() }
