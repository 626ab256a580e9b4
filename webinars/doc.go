// Package webinars plans webinars and says who may come: seats, waiting list, joining links, calendars. It knows no
// transport and no media; what happens in an open room is in the files that begin with room_, and in webrtc.
//
// Its routes are in hooks/webinars.go, what follows from it in hooks/webinar_*.go, its pages in pages/webinar_*.go and
// pages/manage_webinar_*.go.
package webinars
