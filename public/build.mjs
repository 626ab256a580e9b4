// Makes dist/: one stylesheet, the scripts, three faces, the icons that are used, Aula's drawings. Every file is
// named by its content, compressed beforehand, and listed in dist/manifest.json, which embed.go reads.
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import { build, transform } from 'esbuild'
import { PurgeCSS } from 'purgecss'
import * as sass from 'sass'
import subsetFont from 'subset-font'

const here = dirname(fileURLToPath(import.meta.url))
const italia = join(here, 'node_modules/bootstrap-italia')
const dist = join(here, 'dist')
const browsers = ['es2021', 'chrome100', 'firefox100', 'safari15']
const brotli = promisify(zlib.brotliCompress)
const gzip = promisify(zlib.gzip)
const manifest = {}

// emit writes content under a name that carries its hash and returns the address that pages use.
async function emit(name, content) {
  const bytes = Buffer.from(content)
  const hash = createHash('sha256').update(bytes).digest('base64url').replace(/[-_]/g, '').slice(0, 10)
  const extension = extname(name)
  const file = `${basename(name, extension)}-${hash}${extension}`
  manifest[name] = file
  await writeFile(join(dist, file), bytes)
  if (extension !== '.woff2') {
    const quality = { [zlib.constants.BROTLI_PARAM_QUALITY]: 11, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
    await writeFile(join(dist, file + '.br'), await brotli(bytes, { params: quality }))
    await writeFile(join(dist, file + '.gz'), await gzip(bytes, { level: 9 }))
  }
  return `/assets/${file}`
}

// sources returns the text of every file below the folder with one of the extensions.
async function sources(folder, ...extensions) {
  if (!existsSync(folder)) return []
  const names = await readdir(folder, { recursive: true })
  const wanted = names.filter((name) => extensions.includes(extname(name)) && !name.endsWith('_test.go')).sort()
  return Promise.all(wanted.map((name) => readFile(join(folder, name), 'utf8')))
}

// Latin, Latin-1, Latin Extended-A, and the punctuation and signs of the five languages.
function characters() {
  const ranges = [[0x20, 0x7e], [0xa0, 0x17f], [0x2010, 0x2027], [0x202f, 0x203a]]
  const single = [0x218, 0x219, 0x21a, 0x21b, 0x2044, 0x20ac, 0x2122, 0x2190, 0x2192, 0x2212, 0x2248, 0x2264, 0x2265]
  const points = ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from + i))
  return String.fromCodePoint(...points, ...single)
}

async function faces() {
  const files = { 400: 'regular', 600: '600', 700: '700' }
  const rules = await Promise.all(
    Object.entries(files).map(async ([weight, file]) => {
      const source = join(italia, `dist/fonts/Titillium_Web/titillium-web-v10-latin-ext_latin-${file}.ttf`)
      const face = await subsetFont(await readFile(source), characters(), { targetFormat: 'woff2' })
      const address = await emit(`titillium-${weight}.woff2`, face)
      return (
        `@font-face{font-family:"Titillium Web";font-style:normal;font-weight:${weight};` +
        `font-display:swap;src:url(${address}) format("woff2")}`
      )
    })
  )
  return rules.join('')
}

// recolour turns Bootstrap Italia's fixed colours into Aula's tokens, so that both schemes come from one table.
// White is paper behind a text, and a text on a coloured ground.
function recolour(css, table) {
  const white = 'hsl(0, 0%, 100%)'
  return css.replace(/^(\s*)([\w-]+):(.*);$/gm, (line, indent, property, value) => {
    if (value.includes('url(')) return line
    for (const [colour, token] of Object.entries(table)) value = value.replaceAll(colour, `var(${token})`)
    const ground = /bg$|background/.test(property)
    value = value.replaceAll(white, ground ? 'var(--surface)' : 'var(--on-primary)')
    return `${indent}${property}:${value};`
  })
}

async function stylesheet(fontFaces, used) {
  const compile = (name) =>
    sass.compile(join(here, 'src/css', name), {
      loadPaths: [join(italia, 'src/scss')],
      quietDeps: true,
      silenceDeprecations: ['import'],
      logger: sass.Logger.silent,
    }).css
  const [kept] = await new PurgeCSS().purge({
    content: used.map((raw) => ({ raw, extension: 'html' })),
    css: [{ raw: compile('bootstrap.scss') }],
    safelist: [/^(html|body|table|th|td|thead|tbody|figure|pre|code|kbd|blockquote|input|progress)$/],
    variables: true,
    keyframes: true,
  })
  const table = JSON.parse(await readFile(join(here, 'src/css/recolour.json'), 'utf8'))
  const css = fontFaces + recolour(kept.css, table) + compile('aula.scss')
  const { code } = await transform(css, { loader: 'css', minify: true, target: browsers.slice(1), legalComments: 'none' })
  await emit('app.css', code)
}

// The sprite holds the icons that templates name as `icon "NAME"` and Go code as `Icon("NAME"`: ours first, then
// Bootstrap Italia's.
async function sprite(used) {
  const names = new Set()
  for (const text of used) for (const match of text.matchAll(/(?:icon |Icon\()"([a-z0-9-]+)"/g)) names.add(match[1])
  const symbols = await Promise.all(
    [...names].sort().map(async (name) => {
      const own = join(here, 'src/icons', `${name}.svg`)
      const file = existsSync(own) ? own : join(italia, 'src/svg', `it-${name}.svg`)
      if (!existsSync(file)) throw new Error(`no icon is called "${name}"`)
      const svg = (await readFile(file, 'utf8')).replace(/\s+/g, ' ').replace(/<!--.*?-->|<\?.*?\?>/g, '')
      const [, attributes, body] = svg.match(/<svg([^>]*)>(.*)<\/svg>/)
      const box = attributes.match(/viewBox="([^"]+)"/)?.[1] ?? '0 0 24 24'
      return `<symbol id="${name}" viewBox="${box}">${body.replace(/ (id|class|data-name)="[^"]*"/g, '').trim()}</symbol>`
    })
  )
  await emit('icons.svg', `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>`)
}

async function scripts() {
  const entries = (await readdir(join(here, 'src/js'))).filter((name) => name.endsWith('.js'))
  const result = await build({
    entryPoints: entries.map((name) => join(here, 'src/js', name)),
    bundle: true,
    minify: true,
    format: 'esm',
    target: browsers,
    legalComments: 'none',
    outdir: dist,
    write: false,
  })
  for (const file of result.outputFiles) await emit(basename(file.path), file.contents)
}

async function drawings() {
  for (const name of (await readdir(join(here, 'src/img'))).sort()) {
    const svg = await readFile(join(here, 'src/img', name), 'utf8')
    await emit(name, svg.replace(/>\s+</g, '><').trim())
  }
}

// sweep removes what an earlier build left. Until here the earlier files stay, so that nobody finds the folder empty.
async function sweep() {
  const made = new Set(Object.values(manifest).flatMap((file) => [file, `${file}.br`, `${file}.gz`]))
  for (const name of await readdir(dist)) {
    if (!made.has(name) && !['.gitkeep', 'manifest.json'].includes(name)) await rm(join(dist, name), { recursive: true })
  }
}

await mkdir(dist, { recursive: true })
const root = join(here, '..')
const used = (
  await Promise.all([
    sources(join(root, 'pages'), '.html', '.go'),
    sources(join(root, 'internal/markup'), '.go'),
    sources(join(here, 'src/js'), '.js'),
  ])
).flat()
await stylesheet(await faces(), used)
await Promise.all([sprite(used), scripts(), drawings()])
const sorted = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => (a < b ? -1 : 1)))
await writeFile(join(dist, 'manifest.new'), JSON.stringify(sorted, null, 2) + '\n')
await rename(join(dist, 'manifest.new'), join(dist, 'manifest.json'))
await sweep()
