package hooks

import (
	"cmp"
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/internal/audit"
	"aula/organisations"
	"aula/webinars"
)

func bindMediaTokenRoutes(api *router.RouterGroup[*core.RequestEvent]) {
	api.GET("/webinars/{id}/media-tokens", listMediaTokens)
	api.POST("/webinars/{id}/media-tokens", makeMediaToken)
	api.DELETE("/webinars/{id}/media-tokens/{token}", withdrawMediaToken)
}

// listMediaTokens shows those who manage a webinar which tokens hold, without what makes them tokens.
func listMediaTokens(e *core.RequestEvent) error {
	_, w, err := managedWebinar(e)
	if err != nil {
		return err
	}
	grants, err := webinars.MediaGrants(e.App, w.Id, time.Now())
	if err != nil {
		return err
	}
	list := make([]mediaTokenAnswer, len(grants))
	for i, g := range grants {
		list[i] = mediaTokenAnswer{g, moment(g.Used)}
	}
	return e.JSON(http.StatusOK, map[string]any{"tokens": list})
}

type mediaTokenAnswer struct {
	webinars.MediaGrant
	Used *time.Time `json:"used"`
}

// withdrawMediaToken takes a token back. What it opened ends, whoever deletes it: see bindRooms.
func withdrawMediaToken(e *core.RequestEvent) error {
	_, w, err := managedWebinar(e)
	if err != nil {
		return err
	}
	id := e.Request.PathValue("token")
	err = accounts.Audited(e, audit.MediaTokenWithdrawn.On(audit.Webinar, w.Id, "token", id), func() error { return webinars.WithdrawMedia(e.App, w.Id, id) })
	if err != nil {
		return err
	}
	return e.JSON(http.StatusOK, map[string]any{"withdrawn": id})
}

// makeMediaToken gives those who manage a webinar what a programme needs to publish or play its media.
func makeMediaToken(e *core.RequestEvent) error {
	user, w, err := managedWebinar(e)
	if err != nil {
		return err
	}
	var asked struct {
		Name    string     `json:"name"`
		Publish bool       `json:"publish"`
		Play    bool       `json:"play"`
		Until   *time.Time `json:"until"`
	}
	if err := e.BindBody(&asked); err != nil {
		return errInvalid
	}
	grant := webinars.MediaGrant{Name: cmp.Or(strings.TrimSpace(asked.Name), readerLocale(e).T("room.studio")), Publish: asked.Publish, Play: asked.Play, By: user.Id}
	if asked.Until != nil {
		grant.Until = *asked.Until
	}
	grant, token, err := webinars.GrantMedia(e.App, w, grant, time.Now())
	if err != nil {
		return err
	}
	centre, err := organisations.CentreOf(e.App)
	if err != nil {
		return err
	}
	base := address(e.App, centre) + "/api/aula/webinars/" + w.Id
	return e.JSON(http.StatusCreated, map[string]any{
		"id": grant.ID, "name": grant.Name, "token": token, "until": grant.Until, "publish": grant.Publish, "play": grant.Play, "whip": base + "/whip", "whep": base + "/whep",
	})
}
