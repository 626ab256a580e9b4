package post

import (
	"errors"
	"net/smtp"
	"strings"
)

// login is AUTH LOGIN, which some servers offer instead of PLAIN. It says the password on encrypted lines only.
type login struct{ username, password string }

func (a *login) Start(server *smtp.ServerInfo) (string, []byte, error) {
	if local := server.Name == "localhost" || server.Name == "127.0.0.1" || server.Name == "::1"; !server.TLS && !local {
		return "", nil, errors.New("unencrypted connection")
	}
	return "LOGIN", nil, nil
}

func (a *login) Next(asked []byte, more bool) ([]byte, error) {
	if !more {
		return nil, nil
	}
	switch strings.ToLower(strings.TrimSpace(string(asked))) {
	case "username:":
		return []byte(a.username), nil
	case "password:":
		return []byte(a.password), nil
	}
	return nil, errors.New("unknown question of the mail server")
}
