package hooks

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/accounts/federation"
)

// errFactorFirst says that a second factor must be given, or set up, before anything else.
var errFactorFirst = errors.New("second factor first")

// bindSecondFactors keeps the doorkeeper's memory true, and lets nobody round by PocketBase's own ways in.
func bindSecondFactors(app core.App) {
	forget := func(e *core.RecordEvent) error {
		accounts.DoorkeeperOf(e.App).ForgetPerson(e.Record.GetString("user"))
		return e.Next()
	}
	app.OnRecordAfterCreateSuccess("second_factors").BindFunc(forget)
	app.OnRecordAfterUpdateSuccess("second_factors").BindFunc(forget)
	app.OnRecordAfterDeleteSuccess("second_factors").BindFunc(forget)
	app.OnRecordAuthRequest(accounts.Collection).BindFunc(noWayRound)
}

// noWayRound gives no token to who has a second factor, or must have one by now: PocketBase's own ways ask for none.
func noWayRound(e *core.RecordAuthRequestEvent) error {
	if e.HasSuperuserAuth() { // an operator may act for anybody
		return e.Next()
	}
	state, err := accounts.FactorOf(e.App, e.Record)
	switch {
	case err != nil:
		return err
	case state == accounts.FactorLater:
		err = accounts.AskForFactor(e.App, e.Record)
	case state != accounts.FactorFree:
		return &router.ApiError{
			Status: http.StatusForbidden, Message: readerLocale(e.RequestEvent).T("error.second_factor_page"),
			Data: map[string]any{"code": "second_factor"},
		}
	}
	if err != nil {
		return err
	}
	return e.Next()
}

// openBefore are the pages of who must give their second factor first, and openBeforeSetup those of who must set one up. What
// the list does not name stays shut.
var (
	openBefore      = []string{accounts.FactorPath, accounts.FactorPath + "/passkey", "/sign-out", "/language", "/text-size", federation.AssertionsPath, federation.LogoutPath}
	openBeforeSetup = []string{"/sign-out", "/sign-out/everywhere", "/language", "/text-size", federation.AssertionsPath, federation.LogoutPath}
)

// letPast lets a visit on to where its second factor allows. Until it is given the visitor is nobody.
func letPast(e *core.RequestEvent, visit accounts.Visit) error {
	path := e.Request.URL.Path
	if visit.Factor == accounts.FactorAsked {
		if !slices.Contains(openBefore, path) {
			return turnTo(e, accounts.FactorPath)
		}
		return e.Next()
	}
	actor := visit.Actor
	if visit.Look.Holds() {
		actor = visit.Look.Actor
	}
	e.Auth = actor.Person
	e.Set(accounts.ActorKey, actor)
	switch visit.Factor {
	case accounts.FactorDue:
		if !slices.Contains(openBeforeSetup, path) && path != accounts.FactorsPath && !strings.HasPrefix(path, accounts.FactorsPath+"/") {
			return turnTo(e, accounts.FactorsPath)
		}
	case accounts.FactorLater:
		if err := accounts.AskForFactor(e.App, visit.User); err != nil { // the page is still worth showing
			e.App.Logger().Error("asking for a second factor not noted", "error", err)
		}
	}
	return e.Next()
}

// turnTo answers a program with what is missing, and leads a browser to the page, which leads back afterwards.
func turnTo(e *core.RequestEvent, page string) error {
	if strings.HasPrefix(e.Request.URL.Path, "/api/") || e.Request.Header.Get("Authorization") != "" {
		return inWords(e, http.StatusForbidden, "error.second_factor")
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	if e.Request.Method == http.MethodGet {
		page += "?next=" + url.QueryEscape(e.Request.URL.RequestURI())
	}
	return e.Redirect(http.StatusSeeOther, page)
}
