package pages

import (
	"maps"
	"net/url"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts/federation"
)

// wayIn is an identity by which people may come in, as its button shows it.
type wayIn struct {
	Kind    string // cie | eidas | directory | cns
	Name    string
	Address string
	Link    bool // for the own account
}

// waysIn are the providers that are shown, CIE first, and the card. to is what their addresses add: where to go afterwards, or that the identity
// is for the own account.
func (s *site) waysIn(app core.App, to url.Values) (ways []wayIn, err error) {
	shown, err := federation.ShownOIDC(app)
	if err != nil {
		return nil, err
	}
	link := to.Has("link")
	for _, p := range shown {
		ways = append(ways, wayIn{string(p.Kind()), p.Name(), oidcAddress(p.Id, to), link})
	}
	if s.options.CNS != nil {
		ways = append(ways, wayIn{"cns", "", cnsAddress(to), link})
	}
	return ways, nil
}

func spidEnterAddress(provider string, to url.Values) string {
	query := url.Values{"provider": {provider}}
	maps.Copy(query, to)
	return federation.EnterPath + "?" + query.Encode()
}

func oidcAddress(provider string, to url.Values) string {
	query := url.Values{"provider": {provider}}
	maps.Copy(query, to)
	return "/oidc/enter?" + query.Encode()
}

func cnsAddress(to url.Values) string {
	if len(to) == 0 {
		return "/cns/enter"
	}
	return "/cns/enter?" + to.Encode()
}
