package hooks

import (
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/organisations"
	"aula/webinars"
)

func bindMediaTokenRoutes(api *router.RouterGroup[*core.RequestEvent]) {
	api.POST("/webinars/{id}/media-tokens", makeMediaToken)
}

// makeMediaToken gives those who manage a webinar what a programme needs to publish or play its media.
func makeMediaToken(e *core.RequestEvent) error {
	_, w, err := managedWebinar(e)
	if err != nil {
		return err
	}
	var asked struct {
		Publish bool       `json:"publish"`
		Play    bool       `json:"play"`
		Until   *time.Time `json:"until"`
	}
	if err := e.BindBody(&asked); err != nil {
		return errInvalid
	}
	grant := webinars.MediaGrant{Publish: asked.Publish, Play: asked.Play}
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
		"token": token, "until": grant.Until, "publish": grant.Publish, "play": grant.Play, "whip": base + "/whip", "whep": base + "/whep",
	})
}
