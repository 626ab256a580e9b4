package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// form begins everything that is sealed or marked: what comes after is the key's version and the content, so "v1.2.…".
const form = "v1."

const keyBytes = 32 // AES-256, and the same for marks

// key is one version of a purpose's key, as the two keys that are derived from it (HKDF, RFC 5869).
type key struct {
	purpose string
	version int
	made    time.Time
	box     cipher.AEAD // AES-256-GCM with a nonce of its own before each value
	marking []byte      // HMAC-SHA-256
}

func newKey(purpose string, version int, made time.Time, secret []byte) (*key, error) {
	k := &key{purpose: purpose, version: version, made: made}
	sealing, err := k.derive(secret, "seal")
	if err != nil {
		return nil, err
	}
	if k.marking, err = k.derive(secret, "mark"); err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(sealing)
	if err != nil {
		return nil, err
	}
	k.box, err = cipher.NewGCMWithRandomNonce(block)
	return k, err
}

func (k *key) derive(secret []byte, use string) ([]byte, error) {
	return hkdf.Key(sha256.New, secret, nil, fmt.Sprintf("aula vault %s %d %s", k.purpose, k.version, use), keyBytes)
}

// prefix begins the texts of this version.
func (k *key) prefix() string { return Prefix(k.version) }

// Prefix is how everything begins that is sealed or marked by a version.
func Prefix(version int) string { return form + strconv.Itoa(version) + "." }

// context is what a value opens in only: the purpose, the version and what the caller binds it to.
func (k *key) context(bound []byte) []byte {
	return append([]byte(k.purpose+"\x00"+strconv.Itoa(k.version)+"\x00"), bound...)
}

func (k *key) seal(plain, bound []byte) string {
	return k.prefix() + letters.EncodeToString(k.box.Seal(nil, nil, plain, k.context(bound)))
}

func (k *key) unseal(content string, bound []byte) ([]byte, error) {
	sealed, err := letters.DecodeString(content)
	if err != nil || letters.EncodeToString(sealed) != content { // there is one way to write it
		return nil, fmt.Errorf("%w: %s: not written as such", ErrSealed, k.purpose)
	}
	plain, err := k.box.Open(nil, nil, sealed, k.context(bound))
	if err != nil {
		return nil, fmt.Errorf("%w: %s", ErrSealed, k.purpose)
	}
	return plain, nil
}

var letters = base64.RawURLEncoding

func (k *key) sign(text string) string {
	sum := hmac.New(sha256.New, k.marking)
	sum.Write([]byte(text))
	return k.prefix() + letters.EncodeToString(sum.Sum(nil))
}

// Version is that of the key by which a text was sealed or marked. It returns ErrSealed for other texts.
func Version(text string) (int, error) {
	version, _, err := split(text)
	return version, err
}

func split(text string) (version int, content string, err error) {
	rest, ok := strings.CutPrefix(text, form)
	number, content, dot := strings.Cut(rest, ".")
	version, err = strconv.Atoi(number)
	if !ok || !dot || err != nil || version < 1 || strconv.Itoa(version) != number {
		return 0, "", fmt.Errorf("%w: not written as such", ErrSealed)
	}
	return version, content, nil
}
