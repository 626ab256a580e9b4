package commands

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

const (
	tokenVariable = "AULA_OPERATOR_TOKEN"
	shortestToken = 16
)

// operatorToken reads the token that opens figures and health to a machine elsewhere: from a file, or from the
// environment. It is "" where nobody set one. Nothing prints it.
func (s *session) operatorToken(file string) (string, error) {
	token := os.Getenv(tokenVariable)
	if file != "" {
		content, err := os.ReadFile(file)
		if err != nil {
			return "", fmt.Errorf("read operator token: %w", err)
		}
		token = string(content)
	}
	token = strings.TrimSpace(token)
	if (file != "" || token != "") && len(token) < shortestToken {
		return "", errors.New(s.locale.T("cli.serve.operator_token_short", "number", shortestToken))
	}
	return token, nil
}
