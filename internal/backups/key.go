package backups

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"filippo.io/age"
)

// Key seals backups and opens them: nothing, a passphrase, recipients (the public halves: they only seal), or
// identities (the secret halves).
type Key struct {
	recipients []age.Recipient
	identities []age.Identity
}

// shortest is how many signs a passphrase must have: whoever has the file can try as long as they like.
const shortest = 12

// Seals tells whether backups that are made with the key are sealed.
func (k Key) Seals() bool { return len(k.recipients) > 0 }

// Passphrase is a key that people can remember. It returns ErrKeyFile where it is too short.
func Passphrase(phrase string) (Key, error) {
	if len([]rune(phrase)) < shortest {
		return Key{}, fmt.Errorf("%w: a passphrase has at least %d signs", ErrKeyFile, shortest)
	}
	r, err := age.NewScryptRecipient(phrase)
	if err != nil {
		return Key{}, errors.Join(ErrKeyFile, err)
	}
	i, err := age.NewScryptIdentity(phrase)
	if err != nil {
		return Key{}, errors.Join(ErrKeyFile, err)
	}
	i.SetMaxWorkFactor(20) // a stranger's file must not cost a gigabyte of memory to refuse
	return Key{[]age.Recipient{r}, []age.Identity{i}}, nil
}

// longestKey is how much of a key is read, many times as much as anybody has.
const longestKey = 1 << 20

// ReadKey reads a key: lines of age recipients, age identities, or a passphrase alone on one line.
func ReadKey(r io.Reader) (Key, error) {
	content, err := io.ReadAll(io.LimitReader(r, longestKey))
	if err != nil {
		return Key{}, errors.Join(ErrKeyFile, err)
	}
	return parseKey(string(content))
}

// OpenKey reads a key's file.
func OpenKey(path string) (Key, error) {
	file, err := os.Open(path)
	if err != nil {
		return Key{}, errors.Join(ErrKeyFile, err)
	}
	defer file.Close()
	return ReadKey(file)
}

func parseKey(content string) (Key, error) {
	var lines []string
	for line := range strings.Lines(content) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "# ") {
			lines = append(lines, line)
		}
	}
	text := strings.Join(lines, "\n")
	switch {
	case len(lines) == 0:
		return Key{}, fmt.Errorf("%w: file is empty", ErrKeyFile)
	case strings.HasPrefix(text, "age1"):
		recipients, err := age.ParseRecipients(strings.NewReader(text))
		if err != nil {
			return Key{}, errors.Join(ErrKeyFile, err)
		}
		return Key{recipients: recipients}, nil
	case strings.HasPrefix(text, "AGE-"):
		return secretKey(text)
	case len(lines) == 1:
		return Passphrase(text)
	}
	return Key{}, fmt.Errorf("%w: file holds neither age keys nor one passphrase", ErrKeyFile)
}

// secretKey opens, and seals for itself.
func secretKey(text string) (Key, error) {
	identities, err := age.ParseIdentities(strings.NewReader(text))
	if err != nil {
		return Key{}, errors.Join(ErrKeyFile, err)
	}
	k := Key{identities: identities}
	for _, i := range identities {
		switch i := i.(type) {
		case *age.X25519Identity:
			k.recipients = append(k.recipients, i.Recipient())
		case *age.HybridIdentity:
			k.recipients = append(k.recipients, i.Recipient())
		}
	}
	return k, nil
}

// seal returns where to write so that w gets it sealed. Closing it does not close w.
func (k Key) seal(w io.Writer) (io.WriteCloser, error) {
	if !k.Seals() {
		return plain{w}, nil
	}
	return age.Encrypt(w, k.recipients...)
}

type plain struct{ io.Writer }

func (plain) Close() error { return nil }

// open returns what a sealed file holds, or ErrSealed, ErrWrongKey, ErrNotBackup.
func (k Key) open(r io.Reader) (io.Reader, error) {
	if len(k.identities) == 0 {
		return nil, ErrSealed
	}
	opened, err := age.Decrypt(r, k.identities...)
	var mismatch *age.NoIdentityMatchError
	switch {
	case err == nil:
		return opened, nil
	case errors.As(err, &mismatch):
		return nil, errors.Join(ErrWrongKey, err)
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF):
		return nil, errors.Join(ErrCut, err)
	}
	return nil, errors.Join(ErrDamaged, err)
}
