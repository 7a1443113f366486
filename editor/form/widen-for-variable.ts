/** A number's field is narrow; the `${VARIABLE}` that may stand in its place is not. */
export function widenForVariable(input: HTMLInputElement): void {
  const judge = (): void => {
    input.classList.toggle('selvedge-variable', input.value.trimStart().startsWith('${'));
  };
  input.addEventListener('input', judge);
  judge();
}
