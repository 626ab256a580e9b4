// Package classes holds a course at given dates: editions with seats and a waiting list, and their sessions in a room, in a webinar,
// or both. Who has a seat studies in the edition, see courses.Attend. It knows no pages and sends no mail: it returns what happened.
//
// Its pages are in pages/edition_*.go, pages/manage_edition*.go and pages/class_*.go, what follows from it in hooks/classes*.go.
package classes
