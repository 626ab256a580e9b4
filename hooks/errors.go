package hooks

import (
	"errors"
	"net/http"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/accounts/federation"
	"aula/certificates"
	"aula/classes"
	"aula/courses"
	"aula/hours"
	"aula/internal/jobs"
	"aula/locales"
	"aula/notifications"
	"aula/organisations"
	"aula/quizzes"
	"aula/recordings"
	"aula/webinars"
	"aula/webrtc"
)

// Decisions about a request itself, which no domain package takes.
var (
	errSignIn    = errors.New("not signed in")
	errForbidden = errors.New("not allowed")
	errInvalid   = errors.New("request is malformed")
)

// problems is the one place where errors become HTTP. The first row whose error matches counts; the key is
// that of the text, and what follows "error." is the stable code.
var problems = []struct {
	err    error
	status int
	key    string
}{
	{errSignIn, http.StatusUnauthorized, "error.sign_in"},
	{errFactorFirst, http.StatusForbidden, "error.second_factor"},
	{accounts.ErrNoPasskeys, http.StatusNotFound, "error.not_found"},
	{accounts.ErrNoFactor, http.StatusNotFound, "error.not_found"},
	{accounts.ErrLooking, http.StatusForbidden, "error.looking"},
	{accounts.ErrLookShut, http.StatusForbidden, "error.look_shut"},
	{accounts.ErrCardShut, http.StatusForbidden, "error.card_shut"},
	{accounts.ErrNoCard, http.StatusConflict, "error.card_account"},
	{classes.ErrNoCard, http.StatusNotFound, "error.not_found"},
	{classes.ErrCardWrong, http.StatusForbidden, "error.card_wrong"},
	{classes.ErrCardLocked, http.StatusForbidden, "error.card_locked"},
	{classes.ErrCardsLocked, http.StatusForbidden, "error.cards_locked"},
	{classes.ErrCardEnded, http.StatusConflict, "error.card_ended"},
	{classes.ErrCardsOver, http.StatusConflict, "error.cards_over"},
	{classes.ErrNotAssisted, http.StatusConflict, "error.class_not_assisted"},
	{classes.ErrNoVoucher, http.StatusConflict, "error.class_no_voucher"},
	{classes.ErrNoConsent, http.StatusConflict, "error.card_no_consent"},
	{classes.ErrMinor, http.StatusConflict, "error.card_minor"},
	{accounts.ErrNoLook, http.StatusForbidden, "error.forbidden"},
	{errForbidden, http.StatusForbidden, "error.forbidden"},
	{errInvalid, http.StatusBadRequest, "error.invalid"},
	{errCrossOrigin, http.StatusForbidden, "error.cross_origin"},
	{jobs.ErrNotFound, http.StatusNotFound, "error.not_found"},
	{jobs.ErrEnded, http.StatusConflict, "error.conflict"},
	{federation.ErrNoProvider, http.StatusNotFound, "error.not_found"},
	{accounts.ErrNoPerson, http.StatusNotFound, "error.not_found"},
	{accounts.ErrNoSession, http.StatusUnauthorized, "error.sign_in"},
	{accounts.ErrNoMembership, http.StatusNotFound, "error.not_found"},
	{hours.ErrNoOutside, http.StatusNotFound, "error.not_found"},
	{hours.ErrNothing, http.StatusNotFound, "error.not_found"},
	{hours.ErrDecided, http.StatusConflict, "error.outside_decided"},
	{hours.ErrStatementDamaged, http.StatusInternalServerError, "error.statement_damaged"},
	{courses.ErrNoAssignment, http.StatusNotFound, "error.not_found"},
	{accounts.ErrTooMany, http.StatusTooManyRequests, "error.too_many"},
	{organisations.ErrNoOrganisation, http.StatusNotFound, "error.not_found"},
	{organisations.ErrNoAdhesion, http.StatusNotFound, "error.not_found"},
	{organisations.ErrRetired, http.StatusConflict, "error.organisation_retired"},
	{organisations.ErrReferred, http.StatusConflict, "error.organisation_referred"},
	{courses.ErrNotFound, http.StatusNotFound, "error.not_found"},
	{courses.ErrNotEnrolled, http.StatusForbidden, "error.not_enrolled"},
	{courses.ErrNotPublished, http.StatusConflict, "error.course_not_published"},
	{certificates.ErrNotFound, http.StatusNotFound, "error.certificate_not_found"},
	{certificates.ErrCodeLength, http.StatusNotFound, "error.certificate_code"},
	{certificates.ErrCodeSign, http.StatusNotFound, "error.certificate_code"},
	{certificates.ErrCodeTyped, http.StatusNotFound, "error.certificate_code"},
	{certificates.ErrNotInForce, http.StatusConflict, "error.certificate_not_in_force"},
	{certificates.ErrNotRenewable, http.StatusConflict, "error.certificate_not_renewable"},
	{certificates.ErrImmutable, http.StatusConflict, "error.certificate_immutable"},
	{certificates.ErrDamaged, http.StatusInternalServerError, "error.certificate_damaged"},
	{courses.ErrComplete, http.StatusConflict, "error.lesson_not_done_course_complete"},
	{courses.ErrMadeHere, http.StatusConflict, "error.lesson_watched"},
	{notifications.ErrNotFound, http.StatusNotFound, "error.not_found"},
	{quizzes.ErrNotFound, http.StatusNotFound, "error.not_found"},
	{quizzes.ErrNotYours, http.StatusNotFound, "error.not_found"}, // that it exists is nobody else's business
	{quizzes.ErrClosed, http.StatusConflict, "error.attempt_closed"},
	{quizzes.ErrOpen, http.StatusConflict, "error.attempt_open"},
	{quizzes.ErrNoTriesLeft, http.StatusConflict, "error.no_attempts_left"},
	{quizzes.ErrTooSoon, http.StatusConflict, "error.too_soon"},
	{quizzes.ErrNotCheckable, http.StatusConflict, "error.not_checkable"},
	{quizzes.ErrUnanswered, http.StatusConflict, "error.unanswered"},
	{quizzes.ErrNoFiles, http.StatusConflict, "error.no_files"},
	{quizzes.ErrTooManyFiles, http.StatusConflict, "error.too_many_files"},
	{quizzes.ErrFileTooLarge, http.StatusRequestEntityTooLarge, "error.file_too_large"},
	{quizzes.ErrFile, http.StatusUnsupportedMediaType, "error.file_type"},
	{quizzes.ErrAnswer, http.StatusBadRequest, "error.answer_invalid"},
	{quizzes.ErrRegrading, http.StatusConflict, "error.regrading"},
	{quizzes.ErrNotProposed, http.StatusConflict, "error.not_proposed"},
	{webinars.ErrNoRight, http.StatusForbidden, "error.room_not_allowed"},
	{webinars.ErrNotThere, http.StatusNotFound, "error.room_not_there"},
	{webinars.ErrMeant, http.StatusBadRequest, "error.invalid"},
	{webinars.ErrTextEmpty, http.StatusBadRequest, "error.room_text_empty"},
	{webinars.ErrTextLong, http.StatusBadRequest, "error.room_text_long"},
	{webinars.ErrTooFast, http.StatusTooManyRequests, "error.room_too_fast"},
	{webinars.ErrRoomLocked, http.StatusConflict, "error.room_locked"},
	{webinars.ErrInLobby, http.StatusConflict, "error.room_in_lobby"},
	{webinars.ErrPollClosed, http.StatusConflict, "error.room_poll_closed"},
	{recordings.ErrNotFound, http.StatusNotFound, "error.not_found"},
	{recordings.ErrNotReady, http.StatusConflict, "error.recording_not_ready"},
	{recordings.ErrRunning, http.StatusConflict, "error.recording_running"},
	{recordings.ErrNoTime, http.StatusConflict, "error.recording_no_time"},
	{recordings.ErrNoSpace, http.StatusInsufficientStorage, "error.recording_no_space"},
	{webrtc.ErrRecorded, http.StatusConflict, "error.recording_running_already"},
	{errRecorded, http.StatusConflict, "error.recording_running_already"},
	{errNotRecorded, http.StatusConflict, "error.recording_none"},
	{webinars.ErrNotEnded, http.StatusConflict, "error.room_not_ended"},
	{webinars.ErrOwnPresence, http.StatusForbidden, "error.own_presence"},
	{webinars.ErrCorrected, http.StatusConflict, "error.register_corrected"},
	{webinars.ErrPicture, http.StatusUnsupportedMediaType, "error.room_picture"},
	{webinars.ErrSmallPicture, http.StatusUnsupportedMediaType, "error.room_small_picture"},
	{webinars.ErrTooManyPages, http.StatusUnprocessableEntity, "error.room_too_many_pages"},
	{errSlidesLarge, http.StatusRequestEntityTooLarge, "error.room_slides"},
	{errSlidesFile, http.StatusUnsupportedMediaType, "error.room_slides"},
	{webinars.ErrTooManyDecks, http.StatusConflict, "error.room_too_many_decks"},
	{webinars.ErrTooManyTabs, http.StatusConflict, "error.room_too_many_tabs"},
	{webinars.ErrLastHost, http.StatusConflict, "error.room_last_host"},
	{webinars.ErrPageLate, http.StatusConflict, "error.room_page_late"},
	{errMethod, http.StatusMethodNotAllowed, "error.method"},
	{errMediaType, http.StatusUnsupportedMediaType, "error.media_type"},
	{errAccept, http.StatusNotAcceptable, "error.media_accept"},
	{errNoSession, http.StatusNotFound, "error.media_session"},
	{errPrecondition, http.StatusPreconditionRequired, "error.media_if_match"},
	{webrtc.ErrCandidates, http.StatusUnprocessableEntity, "error.sdp_candidates"},
	{errFragment, http.StatusUnprocessableEntity, "error.media_fragment"},
	{webrtc.ErrNothing, http.StatusUnprocessableEntity, "error.sdp_nothing"},
	{webrtc.ErrTwice, http.StatusUnprocessableEntity, "error.sdp_twice"},
	{webrtc.ErrCodec, http.StatusUnprocessableEntity, "error.sdp_codec"},
	{errSDP, http.StatusUnprocessableEntity, "error.sdp"},
	{webrtc.ErrEntity, http.StatusPreconditionFailed, "error.media_changed"},
	{webrtc.ErrNotAllowed, http.StatusForbidden, "error.room_not_allowed"},
	{webrtc.ErrMalformed, http.StatusBadRequest, "error.invalid"},
	{webrtc.ErrStale, http.StatusConflict, "error.conflict"},
	{webrtc.ErrFull, http.StatusServiceUnavailable, "error.media_full"},
	{webrtc.ErrTaken, http.StatusConflict, "error.media_taken"},
	{webrtc.ErrGone, http.StatusConflict, "error.conflict"},
	{errNotInside, http.StatusConflict, "error.room_not_inside"},
	{errNoMedia, http.StatusConflict, "error.room_no_media"},
	{errElsewhere, http.StatusConflict, "error.room_elsewhere"},
	{webinars.ErrNotFound, http.StatusNotFound, "error.not_found"},
	{webinars.ErrNotAllowed, http.StatusForbidden, "error.webinar_not_allowed"},
	{webinars.ErrNotRegistered, http.StatusForbidden, "error.webinar_not_registered"},
	{webinars.ErrWaiting, http.StatusForbidden, "error.webinar_waiting"},
	{webinars.ErrCancelled, http.StatusConflict, "error.webinar_cancelled"},
	{webinars.ErrEnded, http.StatusConflict, "error.webinar_ended"},
	{webinars.ErrNotOpen, http.StatusConflict, "error.webinar_not_open"},
	{webinars.ErrRemoved, http.StatusForbidden, "error.webinar_removed"},
	{webinars.ErrPeopleOnly, http.StatusForbidden, "error.webinar_people_only"},
	{webinars.ErrSignInFirst, http.StatusUnauthorized, "error.sign_in"},
	{webinars.ErrLink, http.StatusNotFound, "error.webinar_link"},
	{webinars.ErrLinkEnded, http.StatusForbidden, "error.webinar_link_ended"},
	{webinars.ErrLinkWithdrawn, http.StatusForbidden, "error.webinar_link_withdrawn"},
	{webinars.ErrOtherDevice, http.StatusForbidden, "error.webinar_other_device"},
	{webinars.ErrCode, http.StatusForbidden, "error.webinar_code"},
	{webinars.ErrCodeSpent, http.StatusForbidden, "error.webinar_code_spent"},
	{webinars.ErrChanged, http.StatusConflict, "error.webinar_changed"},
	{webinars.ErrSettled, http.StatusConflict, "error.webinar_settled"},
	{webinars.ErrUnderway, http.StatusConflict, "error.webinar_underway"},
	{classes.ErrNotFound, http.StatusNotFound, "error.not_found"},
	{classes.ErrNoSession, http.StatusNotFound, "error.not_found"},
	{classes.ErrNoSeat, http.StatusNotFound, "error.edition_no_seat"},
	{classes.ErrFull, http.StatusConflict, "error.edition_full"},
	{classes.ErrClosed, http.StatusConflict, "error.edition_closed"},
	{classes.ErrWay, http.StatusForbidden, "error.edition_way"},
	{classes.ErrCode, http.StatusForbidden, "error.edition_code"},
	{classes.ErrElsewhere, http.StatusConflict, "error.edition_elsewhere"},
	{classes.ErrRemoved, http.StatusForbidden, "error.edition_removed"},
	{classes.ErrStranger, http.StatusForbidden, "error.edition_stranger"},
	{classes.ErrChanged, http.StatusConflict, "error.edition_changed"},
	{classes.ErrSettled, http.StatusConflict, "error.edition_settled"},
	{classes.ErrRegisterClosed, http.StatusConflict, "error.class_register_closed"},
	{classes.ErrNotOver, http.StatusConflict, "error.class_not_over"},
	{classes.ErrNotBegun, http.StatusConflict, "error.class_not_begun"},
	{classes.ErrWritten, http.StatusConflict, "error.class_written"},
	{classes.ErrTimes, http.StatusUnprocessableEntity, "error.class_times"},
	{classes.ErrNotAllowed, http.StatusForbidden, "error.forbidden"},
	{classes.ErrDoorOld, http.StatusForbidden, "error.door_old"},
	{classes.ErrDoorWrong, http.StatusForbidden, "error.door_wrong"},
	{classes.ErrDoorClosed, http.StatusConflict, "error.door_closed"},
	{classes.ErrDoorScan, http.StatusForbidden, "error.door_scan"},
	{webinars.ErrCalendar, http.StatusNotFound, "error.not_found"},
	{webinars.ErrMediaToken, http.StatusUnauthorized, "error.media_token"},
	{webinars.ErrMediaRight, http.StatusForbidden, "error.media_right"},
	{webinars.ErrGrant, http.StatusBadRequest, "error.media_grant"},
	{recordings.ErrNotFound, http.StatusNotFound, "error.not_found"},
	{recordings.ErrNotPublished, http.StatusNotFound, "error.not_found"},
	{recordings.ErrNotReady, http.StatusConflict, "error.recording_not_ready"},
	{recordings.ErrRunning, http.StatusConflict, "error.recording_not_ready"},
	{recordings.ErrPublished, http.StatusConflict, "error.recording_published"},
	{recordings.ErrChanged, http.StatusConflict, "error.recording_changed"},
	{recordings.ErrBeyond, http.StatusUnprocessableEntity, "error.watching_beyond"},
	{recordings.ErrTooFast, http.StatusUnprocessableEntity, "error.watching_too_fast"},
	{quizzes.ErrImmutable, http.StatusConflict, "error.immutable"},
}

// Describe says how an error is shown: its HTTP status and the key of its text. An error that nobody
// foresaw is ours: 500.
func Describe(err error) (status int, key string) {
	for _, p := range problems {
		if errors.Is(err, p.err) {
			return p.status, p.key
		}
	}
	if diskIsFull(err) {
		return http.StatusInsufficientStorage, "error.disk_full"
	}
	var api *router.ApiError
	if errors.As(err, &api) {
		return api.Status, keyOf(api.Status)
	}
	return http.StatusInternalServerError, "error.internal"
}

func keyOf(status int) string {
	switch status {
	case http.StatusUnauthorized:
		return "error.sign_in"
	case http.StatusForbidden:
		return "error.forbidden"
	case http.StatusNotFound:
		return "error.not_found"
	case http.StatusConflict:
		return "error.conflict"
	case http.StatusRequestEntityTooLarge:
		return "error.too_large"
	case http.StatusTooManyRequests:
		return "error.too_many"
	}
	if status < http.StatusInternalServerError {
		return "error.invalid"
	}
	return "error.internal"
}

// answerProblems turns what a JSON route returns into {"status","message","data":{"code"}} in the reader's
// language. Validation errors of PocketBase keep their own data.
func answerProblems(e *core.RequestEvent) error {
	err := e.Next()
	if err == nil {
		return nil
	}
	status, key := Describe(err)
	if status >= http.StatusInternalServerError {
		e.App.Logger().Error("request failed", "path", e.Request.URL.Path, "error", err)
	}
	data := map[string]any{}
	var api *router.ApiError
	if errors.As(err, &api) {
		for name, value := range api.Data {
			data[name] = value
		}
	}
	data["code"] = codeOf(key)
	l := readerLocale(e)
	return &router.ApiError{Status: status, Message: messageOf(l, key, err), Data: data}
}

// inWords is what PocketBase's own routes answer where its words would be wrong.
func inWords(e *core.RequestEvent, status int, key string) *router.ApiError {
	return &router.ApiError{Status: status, Message: readerLocale(e).T(key), Data: map[string]any{"code": codeOf(key)}}
}

func codeOf(key string) string { return strings.TrimPrefix(key, "error.") }

// messageOf says an error in words, with what is too much or not accepted where it knows.
func messageOf(l *locales.Locale, key string, err error) string {
	var wrong *quizzes.AnswerError
	var file *quizzes.FileError
	switch {
	case errors.As(err, &wrong) && wrong.Reason == quizzes.TooLong:
		return l.T("error.answer_too_long", "has", l.Number(float64(wrong.Has)), "most", l.Number(float64(wrong.Most)))
	case errors.As(err, &file):
		return l.T(key, "found", l.T("file.is."+file.Found), "accepted", kindsInWords(l, file.Accepted))
	}
	return l.T(key)
}

func kindsInWords(l *locales.Locale, accepted []string) string {
	kinds := make([]string, len(accepted))
	for i, kind := range accepted {
		kinds[i] = l.T("file.kind." + kind)
	}
	return strings.Join(kinds, ", ")
}

// readerLocale is the locale of who asks.
func readerLocale(e *core.RequestEvent) *locales.Locale {
	chosen, account := "", ""
	if c, err := e.Request.Cookie(locales.Cookie); err == nil {
		chosen = c.Value
	}
	if visit, known := e.Get(accounts.VisitKey).(accounts.Visit); known { // whoever they look as
		account = visit.User.GetString("locale")
	} else if e.Auth != nil {
		account = e.Auth.GetString("locale")
	}
	return locales.For(locales.Choose(chosen, account, e.Request.Header.Get("Accept-Language")))
}

// learner returns who asks, or errSignIn. A superuser learns nothing here.
func learner(e *core.RequestEvent) (*core.Record, error) {
	if e.Auth == nil || e.Auth.Collection().Name != "users" {
		return nil, errSignIn
	}
	return e.Auth, nil
}
