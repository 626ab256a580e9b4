package commands

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/pflag"

	"aula/webrtc/livekit"
)

// liveKitFlags say where the LiveKit server is that carries the media of rooms that choose it. The key comes from a file or from the
// environment, never from the command line, which everybody on the machine can read.
type liveKitFlags struct{ url, file string }

const liveKitKey, liveKitSecret = "AULA_LIVEKIT_KEY", "AULA_LIVEKIT_SECRET"

func (k *liveKitFlags) add(s *session, f *pflag.FlagSet) {
	f.StringVar(&k.url, "livekit-url", os.Getenv("AULA_LIVEKIT_URL"), s.locale.T("cli.serve.livekit_url"))
	f.StringVar(&k.file, "livekit-key-file", os.Getenv("AULA_LIVEKIT_KEY_FILE"), s.locale.T("cli.serve.livekit_key_file"))
}

// read returns the server; nil: none is set up. Its errors are said in the operator's language, and never say the secret.
func (k *liveKitFlags) read(s *session) (*livekit.Server, error) {
	key, secret := os.Getenv(liveKitKey), os.Getenv(liveKitSecret)
	if k.url == "" && k.file == "" && key == "" && secret == "" {
		return nil, nil
	}
	if k.url == "" {
		return nil, errors.New(s.locale.T("cli.serve.livekit_half"))
	}
	if k.file != "" {
		var err error
		if key, secret, err = readKeyFile(s, k.file); err != nil {
			return nil, err
		}
	}
	server, err := livekit.New(livekit.Config{URL: strings.TrimRight(k.url, "/"), Key: strings.TrimSpace(key), Secret: livekit.Secret(strings.TrimSpace(secret))})
	for wrong, text := range map[error]string{livekit.ErrAddress: "cli.serve.livekit_address", livekit.ErrKey: "cli.serve.livekit_key", livekit.ErrSecret: "cli.serve.livekit_secret"} {
		if errors.Is(err, wrong) {
			return nil, errors.New(s.locale.T(text, "place", cmp.Or(k.file, liveKitKey+", "+liveKitSecret)))
		}
	}
	return server, err
}

// readKeyFile reads a line as LiveKit's own key files have it, KEY: SECRET, from a file that nobody else can read.
func readKeyFile(s *session, path string) (key, secret string, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", "", fmt.Errorf("read the LiveKit key: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", "", errors.New(s.locale.T("cli.serve.livekit_key_open", "path", path))
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return "", "", fmt.Errorf("read the LiveKit key: %w", err)
	}
	key, secret, found := strings.Cut(strings.TrimSpace(string(content)), ":")
	if !found || strings.ContainsAny(secret, "\n\r") {
		return "", "", errors.New(s.locale.T("cli.serve.livekit_key_shape", "path", path))
	}
	return key, strings.TrimSpace(secret), nil
}
