//! Targets as one text, such as `todo:LIST/TASK/NAME`, for command lines and configuration files.

use percent_encoding::percent_decode_str;

use crate::error::Error;
use crate::kinds::{DriveItem, OutlookItem, PrintDocument, Target, TodoTask};

/// What the text does not contain.
#[derive(Debug, Clone, Copy, Default)]
pub struct Beside<'a> {
    /// The owner of a task, message or event; `None` for the signed-in user.
    pub user: Option<&'a str>,
    /// The file's own name, used if the text omits it.
    pub name: Option<&'a str>,
}

type Made = Result<Box<dyn Target>, Error>;

/// A form: the word before the colon, its syntax, and the parser of the parts after it.
struct Form {
    word: &'static str,
    shown: &'static str,
    has_user: bool,
    make: fn(&Form, &str, Beside<'_>) -> Made,
}

const FORMS: [Form; 8] = [
    Form {
        word: "todo",
        shown: "todo:LIST/TASK[/NAME]",
        has_user: true,
        make: |form, rest, beside| {
            let [list, task, name] = form.parts(rest, beside)?;
            boxed(TodoTask::new(beside.user, &list, &task, &name)?)
        },
    },
    Form {
        word: "message",
        shown: "message:MESSAGE[/NAME]",
        has_user: true,
        make: |form, rest, beside| {
            let [message, name] = form.parts(rest, beside)?;
            boxed(OutlookItem::message(beside.user, None, &message, &name)?)
        },
    },
    Form {
        word: "event",
        shown: "event:EVENT[/NAME]",
        has_user: true,
        make: |form, rest, beside| {
            let [event, name] = form.parts(rest, beside)?;
            boxed(OutlookItem::event(beside.user, None, &event, &name)?)
        },
    },
    Form {
        word: "post",
        shown: "post:GROUP/THREAD/POST[/NAME]",
        has_user: false,
        make: |form, rest, beside| {
            let [group, thread, post, name] = form.parts(rest, beside)?;
            boxed(OutlookItem::group_post(&group, &thread, &post, &name)?)
        },
    },
    Form {
        word: "print",
        shown: "print:PRINTER/JOB/DOCUMENT[/NAME]",
        has_user: false,
        make: |form, rest, beside| {
            let [printer, job, document, name] = form.parts(rest, beside)?;
            boxed(PrintDocument::of_printer(&printer, &job, &document, &name)?)
        },
    },
    Form {
        word: "share",
        shown: "share:PRINTER-SHARE/JOB/DOCUMENT[/NAME]",
        has_user: false,
        make: |form, rest, beside| {
            let [share, job, document, name] = form.parts(rest, beside)?;
            boxed(PrintDocument::of_share(&share, &job, &document, &name)?)
        },
    },
    Form {
        word: "drive",
        shown: "drive:[DRIVE:]/PATH",
        has_user: false,
        make: |form, rest, beside| {
            let (drive, path) = form.in_drive(rest)?;
            if !path.starts_with('/') {
                return Err(form.wrong("the path does not begin with /"));
            }
            let name = match path.ends_with('/') {
                true => form.name(beside)?,
                false => "",
            };
            boxed(DriveItem::by_path(drive.as_deref(), &format!("{path}{name}"))?)
        },
    },
    Form {
        word: "item",
        shown: "item:[DRIVE:]ITEM",
        has_user: false,
        make: |form, rest, _| {
            let (drive, item) = form.in_drive(rest)?;
            boxed(DriveItem::by_id(drive.as_deref(), &item)?)
        },
    },
];

/// Parses a target. Its parts are percent-encoded as in a URL, so `%2F` stands for a slash in an
/// id.
pub fn parse(text: &str, beside: Beside<'_>) -> Made {
    let form = text.split_once(':').and_then(|(word, rest)| {
        let form = FORMS.iter().find(|form| form.word == word)?;
        Some((form, rest))
    });
    let Some((form, rest)) = form else {
        let known = FORMS.iter().map(|form| form.shown).collect::<Vec<_>>().join(", ");
        return Err(Error::argument(format!("target: \"{text}\" is none of {known}")));
    };
    if beside.user.is_some() && !form.has_user {
        return Err(form.wrong("a user is allowed only with tasks, messages and events"));
    }
    (form.make)(form, rest, beside)
}

fn boxed(target: impl Target + 'static) -> Made {
    Ok(Box::new(target))
}

impl Form {
    /// The ids, and the name after them.
    fn parts<const N: usize>(&self, rest: &str, beside: Beside<'_>) -> Result<[String; N], Error> {
        let mut parts = rest.split('/').map(|part| self.decoded(part)).collect::<Result<Vec<_>, _>>()?;
        if parts.len() + 1 == N {
            parts.push(self.name(beside)?.to_owned());
        }
        let count = parts.len();
        parts.try_into().map_err(|_| match count < N {
            true => self.wrong("a part is missing"),
            false => self.wrong("it has too many parts"),
        })
    }

    /// The drive, and the path or id in it. A path in a drive never contains a colon, but a sharing
    /// URL does.
    fn in_drive(&self, rest: &str) -> Result<(Option<String>, String), Error> {
        match rest.rsplit_once(':') {
            Some((drive, place)) => Ok((Some(self.decoded(drive)?), self.decoded(place)?)),
            None => Ok((None, self.decoded(rest)?)),
        }
    }

    fn name<'a>(&self, beside: Beside<'a>) -> Result<&'a str, Error> {
        beside.name.ok_or_else(|| self.wrong("it must end in a name, because the file has none"))
    }

    fn decoded(&self, part: &str) -> Result<String, Error> {
        if part.is_empty() {
            return Err(self.wrong("a part is empty"));
        }
        let escapes = part.split('%').skip(1);
        let is_escape = |after: &str| {
            after.get(..2).is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
        };
        if !escapes.into_iter().all(is_escape) {
            return Err(self.wrong("a % is not followed by two hexadecimal digits (%25 stands for % itself)"));
        }
        let decoded = percent_decode_str(part).decode_utf8();
        Ok(decoded.map_err(|_| self.wrong("a part is not UTF-8"))?.into_owned())
    }

    fn wrong(&self, why: &str) -> Error {
        Error::argument(format!("target: not {}: {why}", self.shown))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::endpoint::Version;

    /// The request that starts an upload to it.
    fn path(text: &str, beside: Beside<'_>) -> Result<String, String> {
        let target = parse(text, beside).map_err(|error| error.to_string())?;
        Ok(target.create(10_000_000, Version::V1).expect("a request").path)
    }

    #[test]
    fn each_form_leads_to_its_place() {
        let named = Beside { user: None, name: Some("own.txt") };
        for (text, beside, expected) in [
            ("todo:L/T/n", Beside::default(), "/me/todo/lists/L/tasks/T/attachments/createUploadSession"),
            ("todo:L/T", Beside { user: Some("u"), ..named }, "/users/u/todo/lists/L/tasks/T/"),
            ("todo:A%2FB/T/n", Beside::default(), "/lists/A%2FB/tasks/T/"),
            ("message:M/n", Beside::default(), "/me/messages/M/attachments/createUploadSession"),
            ("event:E", named, "/me/events/E/attachments/createUploadSession"),
            (
                "post:G/T/P/n",
                Beside::default(),
                "/groups/G/threads/T/posts/P/attachments/createUploadSession",
            ),
            ("print:P/J/D/n", Beside::default(), "/print/printers/P/jobs/J/documents/D/createUploadSession"),
            ("share:S/J/D/n", Beside::default(), "/print/shares/S/jobs/J/documents/D/createUploadSession"),
            ("drive:/a/b.txt", Beside::default(), "/me/drive/root:/a/b.txt:/createUploadSession"),
            ("drive:/a/", named, "/me/drive/root:/a/own.txt:/createUploadSession"),
            ("drive:/drives/D:/100%25", Beside::default(), "/drives/D/root:/100%25:/createUploadSession"),
            ("item:I", Beside::default(), "/me/drive/items/I/createUploadSession"),
            ("item:/drives/D:I", Beside::default(), "/drives/D/items/I/createUploadSession"),
        ] {
            let path = path(text, beside);
            assert!(path.as_ref().is_ok_and(|path| path.contains(expected)), "{text}: {path:?}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_the_form() {
        let user = Beside { user: Some("u"), name: None };
        for (text, beside, words) in [
            ("", Beside::default(), "none of todo:LIST/TASK[/NAME], message:"),
            ("tasks:L/T", Beside::default(), "\"tasks:L/T\" is none of"),
            ("todo:L", Beside::default(), "not todo:LIST/TASK[/NAME]: a part is missing"),
            ("todo:L/T", Beside::default(), "it must end in a name"),
            ("todo:L/T/n/x", Beside::default(), "too many parts"),
            ("todo:L//n", Beside::default(), "a part is empty"),
            ("todo:L/T/%zz", Beside::default(), "two hexadecimal digits"),
            ("todo:L/T/%ff", Beside::default(), "not UTF-8"),
            ("todo:L/T/%00", Beside::default(), "name"),
            ("drive:a", Beside::default(), "does not begin with /"),
            ("drive:/a/", Beside::default(), "it must end in a name"),
            ("drive:/a", user, "a user is allowed only"),
        ] {
            let error = path(text, beside).expect_err(text);
            assert!(error.contains(words), "{text}: {error}");
        }
    }
}
