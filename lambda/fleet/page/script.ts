/** Filters and sorts the table of desktops. Without it the page shows all of them. */
export const SCRIPT = `
'use strict';
const table = document.getElementById('desktops');
const body = table.tBodies[0];
const rows = [...body.rows];
const [form, status] = [document.getElementById('filter'), document.getElementById('shown')];
const [words, one] = [form.elements.words, form.elements.class];
const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
function filter() {
  const wanted = words.value.trim().toLowerCase().split(/\\s+/);
  let shown = 0;
  for (const row of rows) {
    const fits = (one.value === '' || row.dataset.class === one.value) && wanted.every((word) => texts.get(row).includes(word));
    row.hidden = !fits;
    if (fits) shown += 1;
  }
  status.textContent = shown + ' of ' + rows.length + ' WorkSpaces are shown';
}
const valueOf = (row, column) => row.cells[column].dataset.value ?? row.cells[column].textContent;
function sort(header) {
  const up = header.getAttribute('aria-sort') !== 'ascending';
  for (const other of table.tHead.rows[0].cells) other.setAttribute('aria-sort', 'none');
  header.setAttribute('aria-sort', up ? 'ascending' : 'descending');
  const column = header.cellIndex;
  const compare = (a, b) => {
    const [first, second] = [valueOf(a, column), valueOf(b, column)];
    // What says nothing comes last, however it is sorted.
    if (first === '' || second === '') return (first === '') - (second === '');
    return first.localeCompare(second, undefined, { numeric: true }) * (up ? 1 : -1);
  };
  body.append(...[...rows].sort(compare));
}
for (const header of table.tHead.rows[0].cells) {
  const button = document.createElement('button');
  button.type = 'button';
  button.append(...header.childNodes);
  header.append(button);
  header.setAttribute('aria-sort', 'none');
  button.addEventListener('click', () => sort(header));
}
form.addEventListener('input', filter);
form.addEventListener('submit', (event) => event.preventDefault());
form.hidden = false;
filter();
`;
