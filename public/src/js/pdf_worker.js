// pdf.js's other half, which reads the file beside the page.
export { WorkerMessageHandler } from 'pdfjs-dist/build/pdf.worker.min.mjs'
