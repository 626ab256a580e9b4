package classes

import "errors"

// Decisions that callers take differently.
var (
	ErrNotFound       = errors.New("edition not found")
	ErrNoSession      = errors.New("session of an edition not found")
	ErrNoSeat         = errors.New("no seat in the edition")
	ErrFull           = errors.New("edition is full")
	ErrClosed         = errors.New("edition takes nobody any more")
	ErrWay            = errors.New("edition cannot be joined this way")
	ErrCode           = errors.New("code is no edition's")
	ErrElsewhere      = errors.New("has a seat in another edition of the course")
	ErrRemoved        = errors.New("removed from the edition by its staff")
	ErrStranger       = errors.New("is not of the organisation")
	ErrChanged        = errors.New("edition was changed by somebody else meanwhile")
	ErrSettled        = errors.New("edition is over or cancelled")
	ErrRegisterClosed = errors.New("register of the session is closed")
	ErrNotOver        = errors.New("session is not over, or its register not closed")
	ErrNotBegun       = errors.New("session is too far off for its register")
	ErrWritten        = errors.New("register was written by somebody else meanwhile")
	ErrTimes          = errors.New("times are outside the session")
	ErrNotAllowed     = errors.New("not allowed in this edition")
)
