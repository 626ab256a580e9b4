package pages

import (
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"
)

func (s *site) bindTextSize(root *router.RouterGroup[*core.RequestEvent]) {
	root.POST("/text-size", s.chooseTextSize)
}

// chooseTextSize keeps the size of the text in a cookie that the page's script may write too.
func (s *site) chooseTextSize(e *core.RequestEvent) error {
	switch size := e.Request.PostFormValue("size"); size {
	case "normal", "large", "larger":
		http.SetCookie(e.Response, &http.Cookie{
			Name: textSizeCookie, Value: size, Path: "/", MaxAge: int((365 * 24 * time.Hour).Seconds()),
			SameSite: http.SameSiteLaxMode, Secure: e.IsTLS(),
		})
	}
	return back(e, localPath(e.Request.PostFormValue("next"), "/"))
}
