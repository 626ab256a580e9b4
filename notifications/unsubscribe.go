package notifications

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
)

// UnsubscribePath is the page that ends the mails of some groups: it needs a token and no sign-in.
const UnsubscribePath = "/unsubscribe/"

// ErrToken says that a token is none of ours.
var ErrToken = errors.New("not a token to unsubscribe with")

// tokenForm is what a token looks like: person, groups, signature.
var tokenForm = regexp.MustCompile(`^([a-z0-9]{15})\.([a-z]+(?:-[a-z]+)*)\.([A-Za-z0-9_-]{43})$`)

// Token lets whoever has it choose for one person and these groups, and nothing else. It stands in the mails about them and holds
// as long as the academy keeps its secrets: a mail may be opened years later.
func Token(app core.App, person string, groups []Group) (string, error) {
	names := make([]string, len(groups))
	for i, g := range groups {
		names[i] = string(g)
	}
	said := person + "." + strings.Join(names, "-")
	mac, err := sign(app, said)
	if err != nil {
		return "", fmt.Errorf("token for %s: %w", person, err)
	}
	return said + "." + base64.RawURLEncoding.EncodeToString(mac), nil
}

// Recognise returns for whom and which groups a token is, or ErrToken. Groups that cannot be chosen about any more are left out.
func Recognise(app core.App, token string) (person string, groups []Group, err error) {
	parts := tokenForm.FindStringSubmatch(token)
	if parts == nil {
		return "", nil, ErrToken
	}
	given, err := base64.RawURLEncoding.Strict().DecodeString(parts[3])
	if err != nil {
		return "", nil, ErrToken
	}
	mac, err := sign(app, parts[1]+"."+parts[2])
	if err != nil {
		return "", nil, err
	}
	if !hmac.Equal(mac, given) {
		return "", nil, ErrToken
	}
	for _, name := range strings.Split(parts[2], "-") {
		if r, known := ruleOf(Group(name)); known && !r.locked {
			groups = append(groups, r.group)
		}
	}
	if len(groups) == 0 {
		return "", nil, ErrToken
	}
	return parts[1], groups, nil
}

// sign uses a secret that the database keeps for links in mails; the words before it keep these signatures apart from all others.
func sign(app core.App, said string) ([]byte, error) {
	users, err := app.FindCachedCollectionByNameOrId(accounts.Collection)
	if err != nil {
		return nil, err
	}
	mac := hmac.New(sha256.New, []byte("unsubscribe "+users.VerificationToken.Secret))
	mac.Write([]byte(said))
	return mac.Sum(nil), nil
}
