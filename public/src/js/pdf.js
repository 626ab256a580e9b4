// pdf.js's reader, for presenters only: room/deck.js loads it when somebody chooses a file.
export { getDocument, GlobalWorkerOptions } from 'pdfjs-dist/build/pdf.min.mjs'
