package hooks

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"path"
	"strconv"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/internal/body"
	"aula/webinars"
)

func bindDeckRoutes(api *router.RouterGroup[*core.RequestEvent], rs *rooms) {
	api.POST("/webinars/{id}/decks", rs.makeDeck).BindFunc(sayHowSlidesCome)
	api.PUT("/webinars/{id}/decks/{deck}/pages/{page}", rs.putPage).Bind(body.Limit(webinars.PictureAtMost + 1)).BindFunc(sayHowSlidesCome)
	api.GET("/webinars/{id}/decks/{deck}/pages/{page}", rs.showPage)
	api.PUT("/webinars/{id}/decks/{deck}/pages/{page}/small", rs.putSmallPage).Bind(body.Limit(webinars.SmallAtMost + 1))
	api.GET("/webinars/{id}/decks/{deck}/pages/{page}/small", rs.showSmallPage)
}

// Somebody sends the file of the slides, whose pages alone come to the server.
var (
	errSlidesLarge = errors.New("more than a page of slides may be")
	errSlidesFile  = errors.New("a file where a deck is asked for")
)

// sayHowSlidesCome says to who sends too much how slides are taken, instead of that it was too much.
func sayHowSlidesCome(e *core.RequestEvent) error {
	err := e.Next()
	var problem *router.ApiError
	if errors.As(err, &problem) && problem.Status == http.StatusRequestEntityTooLarge {
		return errSlidesLarge
	}
	return err
}

// inRoom says who asks, if the room is theirs to enter, and what they are in it now.
func (rs *rooms) inRoom(e *core.RequestEvent, least webinars.Role) (webinars.Participant, error) {
	k := knockOf(e)
	if k.User == nil && k.Room == "" {
		return webinars.Participant{}, errSignIn
	}
	who, err := webinars.Admitted(e.App, k)
	if err != nil {
		return who, err
	}
	r, err := rs.room(k.Webinar)
	if err != nil {
		return who, err
	}
	return who, r.allows(who, least)
}

// allows tells whether a person is inside and at least what is asked. Hosts and presenters prepare before they enter.
func (r *liveRoom) allows(who webinars.Participant, least webinars.Role) error {
	r.turn.Lock()
	defer r.turn.Unlock()
	role := r.state.RoleOf(who.ID, who.Role)
	if !role.AtLeast(least) {
		return webinars.ErrNoRight
	}
	g := r.guests[who.ID]
	if role == webinars.Attendee && (g == nil || g.inside == 0) {
		return webinars.ErrInLobby
	}
	return nil
}

func (rs *rooms) makeDeck(e *core.RequestEvent) error {
	who, err := rs.inRoom(e, webinars.Presenter)
	if err != nil {
		return err
	}
	if kind, _, err := mime.ParseMediaType(e.Request.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return errSlidesFile
	}
	var asked struct {
		Name  string `json:"name"`
		Pages int    `json:"pages"`
	}
	if err := e.BindBody(&asked); err != nil {
		return errInvalid
	}
	d, err := webinars.NewDeck(e.App, e.Request.PathValue("id"), who.ID, asked.Name, asked.Pages)
	if err != nil {
		return err
	}
	return e.JSON(http.StatusCreated, map[string]any{"deck": d.ID})
}

func (rs *rooms) putPage(e *core.RequestEvent) error { return rs.takePage(e, webinars.PutPage) }

func (rs *rooms) putSmallPage(e *core.RequestEvent) error {
	return rs.takePage(e, webinars.PutSmallPage)
}

func (rs *rooms) takePage(e *core.RequestEvent, put func(app core.App, webinar, deck string, number int, content []byte) error) error {
	if _, err := rs.inRoom(e, webinars.Presenter); err != nil {
		return err
	}
	content, err := io.ReadAll(e.Request.Body)
	if err != nil {
		return err
	}
	number, err := strconv.Atoi(e.Request.PathValue("page"))
	if err != nil {
		return webinars.ErrNotThere
	}
	if err := put(e.App, e.Request.PathValue("id"), e.Request.PathValue("deck"), number, content); err != nil {
		return err
	}
	return e.JSON(http.StatusOK, map[string]any{"page": number})
}

func (rs *rooms) showPage(e *core.RequestEvent) error { return rs.givePage(e, webinars.PagePath) }

// showSmallPage sends to the large picture where there is no small one.
func (rs *rooms) showSmallPage(e *core.RequestEvent) error {
	err := rs.givePage(e, webinars.SmallPagePath)
	if errors.Is(err, webinars.ErrNotThere) {
		e.Response.Header().Set("Cache-Control", "no-store")
		return e.Redirect(http.StatusTemporaryRedirect, path.Dir(e.Request.URL.Path))
	}
	return err
}

func (rs *rooms) givePage(e *core.RequestEvent, find func(app core.App, webinar, deck string, number int) (string, error)) error {
	if _, err := rs.inRoom(e, webinars.Attendee); err != nil {
		return err
	}
	number, err := strconv.Atoi(e.Request.PathValue("page"))
	if err != nil {
		return webinars.ErrNotThere
	}
	file, err := find(e.App, e.Request.PathValue("id"), e.Request.PathValue("deck"), number)
	if err != nil {
		return err
	}
	fs, err := e.App.NewFilesystem()
	if err != nil {
		return err
	}
	defer fs.Close()
	e.Response.Header().Set("Cache-Control", "private, max-age=86400")
	return fs.Serve(e.Response, e.Request, file, path.Base(file))
}
