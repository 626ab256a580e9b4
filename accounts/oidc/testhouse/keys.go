package testhouse

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"sync"

	"github.com/go-jose/go-jose/v4"
)

// Keys are made once: rsa, rsa-new, rsa-foreign, ec, ed.
var Keys = sync.OnceValue(func() map[string]crypto.Signer {
	keys := map[string]crypto.Signer{}
	for _, id := range []string{"rsa", "rsa-new", "rsa-foreign"} {
		keys[id], _ = rsa.GenerateKey(rand.Reader, 2048)
	}
	keys["ec"], _ = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	_, keys["ed"], _ = ed25519.GenerateKey(rand.Reader)
	return keys
})

// Signed is what is said as a token, signed by a key under a name. It panics where the key does not fit the algorithm.
func Signed(algorithm jose.SignatureAlgorithm, key any, id string, said any) string {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: jose.JSONWebKey{Key: key, KeyID: id}}, nil)
	if err != nil {
		panic(err)
	}
	payload, err := json.Marshal(said)
	if err != nil {
		panic(err)
	}
	jws, err := signer.Sign(payload)
	if err != nil {
		panic(err)
	}
	token, err := jws.CompactSerialize()
	if err != nil {
		panic(err)
	}
	return token
}

// By signs by a key of the house.
func By(algorithm jose.SignatureAlgorithm, id string) func(map[string]any) string {
	return func(said map[string]any) string { return Signed(algorithm, Keys()[id], id, said) }
}
