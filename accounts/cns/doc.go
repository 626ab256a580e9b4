// Package cns reads who somebody is from the certificate of their smart card: the Carta Nazionale dei Servizi, the one in the health card
// (TS-CNS) included. Browsers show it as a TLS client certificate; a reverse proxy takes it and hands it on in a header.
//
// The package knows neither accounts nor transport. It does not prove that somebody holds the card: the proxy's TLS does, so a header
// counts from a trusted proxy alone. It downloads nothing: which authorities issue such cards, and what they revoked, lies in a folder.
package cns
