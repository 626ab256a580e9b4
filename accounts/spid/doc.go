// Package spid speaks the protocol of SPID as a service provider of our own, by AgID's technical rules: it
// writes our metadata, reads those of identity providers, asks for a sign-in, judges the response, and ends
// sessions. It is pure: it keeps nothing, knows no database and no HTTP server, and reads no clock.
//
// What it leaves to its caller: to remember each Request until it is answered or over, to accept each answer
// once (Identity.ResponseID and AssertionID), to keep the log of requests and responses, and to decide whose
// account an Identity opens. Why it is written as it is: docs/adr/2026-11-27-spid.md.
package spid
