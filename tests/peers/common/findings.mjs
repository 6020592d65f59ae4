// What a client found: a line each on standard output, which `findings.sh` counts.
//   pass TEXT | fail TEXT | same URL-PATH FILE   (the stored bytes at that path must be those of the file)
//   quote METHOD STATUS PART TEXT   (there was such a request, with PART in its URL; it is shown, with the text)

export const say = (...words) => console.log(words.join(" "));

export async function check(text, work) {
  try {
    await work();
    say("pass", text);
  } catch (error) {
    say("fail", `${text}: ${error.statusCode ?? ""} ${error.code ?? ""} ${error.message}`.replaceAll("\n", " "));
  }
}

/// The error of some work.
export const outcome = (work) => work().then(() => undefined, (error) => error);

export function equal(actual, expected, what) {
  if (actual !== expected) throw new Error(`${what}: ${actual} instead of ${expected}`);
}
