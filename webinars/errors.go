package webinars

import "errors"

// Decisions that callers take differently.
var (
	ErrNotFound      = errors.New("webinar not found")
	ErrNotAllowed    = errors.New("not allowed in this webinar")
	ErrNotRegistered = errors.New("not registered for the webinar")
	ErrWaiting       = errors.New("on the waiting list of the webinar")
	ErrCancelled     = errors.New("webinar is cancelled")
	ErrEnded         = errors.New("webinar has ended")
	ErrNotOpen       = errors.New("room is not open yet")
	ErrRemoved       = errors.New("removed from the room by a host")
	ErrPeopleOnly    = errors.New("webinar is for people with an account")
	ErrSignInFirst   = errors.New("webinar asks to sign in")
	ErrLink          = errors.New("not a joining link")
	ErrLinkEnded     = errors.New("joining link has ended")
	ErrLinkWithdrawn = errors.New("joining link was withdrawn")
	ErrOtherDevice   = errors.New("joining link is used on another device")
	ErrCode          = errors.New("code does not match")
	ErrCodeSpent     = errors.New("code was tried too often or has expired")
	ErrChanged       = errors.New("webinar was changed by somebody else meanwhile")
	ErrUnderway      = errors.New("webinar is open: it ends in its room")
	ErrSettled       = errors.New("webinar is over or cancelled")
	ErrCalendar      = errors.New("not a calendar address")
	ErrMediaToken    = errors.New("not a media token")
	ErrMediaRight    = errors.New("media token does not grant this")
	ErrGrant         = errors.New("no such media grant")
)
