//! Plays a script to an upload, and sees to it that it ends.

use graph_upload_core::error::Error;
use graph_upload_core::graph::request::Request;
use graph_upload_core::graph::response::{BodyEnd, Response};
use graph_upload_core::upload::{Event, Grant, Input, Machine, Output, SavedUpload, TokenAnswer, Window};

use super::answer;
use super::lawful::Law;
use super::script::{Answer, Deed, Script};
use super::setting::Setting;

/// So many steps an upload may take once nothing new happens.
const MOST_STEPS: u32 = 3_000;

/// No wait is longer: the patience, and what it is spread over.
const LONGEST_WAIT: u64 = 30 * 60_000 + 1_000;

const DAY: u64 = 86_400_000;

/// An upload, and the service that it talks to.
pub struct Conversation {
    setting: Setting,
    upload: Machine,
    law: Law,
    now: u64,
    window: Window,
    may_commit: bool,
    new_tokens: bool,
    /// A request was granted, and it is not out yet.
    on_its_way: bool,
}

impl Conversation {
    pub fn new(setting: Setting, upload: Machine) -> Self {
        let law = Law::new(&setting, upload.rules());
        let end = if setting.fed { 0 } else { setting.size };
        let window = Window { start: 0, end };
        Self {
            setting,
            upload,
            law,
            now: 1_000,
            window,
            may_commit: false,
            new_tokens: false,
            on_its_way: false,
        }
    }

    /// An upload that comes from a saved one.
    pub fn resumed(setting: Setting, upload: Machine, saved: &SavedUpload) -> Self {
        let mut conversation = Self::new(setting, upload);
        conversation.law.another_life(saved);
        conversation
    }

    /// Plays the script, and what follows it, to the end.
    pub fn play(mut self, script: &mut Script) {
        self.law.words_are_secret = !script.names_secrets;
        let mut steps = 0;
        loop {
            if let Some(deed) = script.deed_here(self.on_its_way) {
                self.act(deed);
                continue;
            }
            if script.is_over() && !self.setting.is_small() {
                script.fall_silent();
            }
            steps = if script.moved() { 0 } else { steps + 1 };
            assert!(steps < MOST_STEPS, "it goes on and on: {:?}", self.upload);
            self.tell(Input::Offer(self.window));
            let output = self.upload.poll(self.now);
            if self.takes(output, script) {
                return;
            }
        }
    }

    fn tell(&mut self, input: Input<'_>) {
        self.upload.handle(self.now, input);
    }

    /// Does what the upload wants. Answers whether it is over.
    fn takes(&mut self, output: Output, script: &mut Script) -> bool {
        match output {
            Output::Event(Event::Note(note)) => self.law.said(&note),
            Output::Event(Event::Late(late)) => self.law.said(&late.to_string()),
            Output::Event(Event::Confirmed(confirmed)) => assert!(confirmed <= self.setting.size),
            Output::Permit(_) => self.permit(script),
            Output::Token { rejected, .. } => self.token(!rejected || self.new_tokens),
            Output::Persist => self.tell(Input::Persisted(Ok(()))),
            Output::Send(request) => self.request(&request, script),
            Output::Unanswered => panic!("every request is answered: {:?}", self.upload),
            Output::Wait { until, .. } => {
                assert!(until > self.now && until - self.now <= LONGEST_WAIT, "{until} after {}", self.now);
                self.now = until;
            }
            Output::Bytes { from } => self.feed(from),
            Output::Rewind { to } => {
                assert!(to < self.window.start);
                self.window = Window { start: to, end: to };
            }
            Output::Paused(error) => {
                self.law.failed(&error);
                // Whoever is told to wait for longer than a day goes home.
                let wait = error.details().retry_after_ms.unwrap_or(0);
                if script.is_over() || wait > DAY {
                    return true;
                }
                self.now += wait;
                self.act(Deed::GoOn);
            }
            Output::Failed(error) => {
                self.law.failed(&error);
                return true;
            }
            Output::Done(item) => {
                self.law.done(&item);
                return true;
            }
            Output::Discarded => return true,
        }
        false
    }

    fn permit(&mut self, script: &mut Script) {
        self.on_its_way = true;
        let grant = match script.held_back() {
            Some(wait) => Grant::NotBefore(self.now.saturating_add(wait.max(10_000))),
            None => Grant::Now,
        };
        self.on_its_way = grant == Grant::Now || self.upload.is_discarding();
        self.tell(Input::Permit(grant));
    }

    fn token(&mut self, is_there: bool) {
        self.tell(Input::Token(if is_there { TokenAnswer::Ready } else { TokenAnswer::NoOther }));
    }

    fn request(&mut self, request: &Request, script: &mut Script) {
        self.on_its_way = false;
        self.law.check(request, self.window, self.upload.position().confirmed);
        // A new call over a request that is out begins once that is answered; a process that ends gets no answer.
        while let Some(deed) = script.deed() {
            match deed {
                Deed::Restart if self.restart() => return,
                Deed::Restart => {}
                deed => self.act(deed),
            }
        }
        self.now += 10;
        let rules = self.upload.rules();
        match script.answer() {
            Answer::Kind | Answer::HeldBack(_) => {
                self.response(&answer::kind(&self.setting, rules, request, false));
            }
            Answer::Found => self.response(&answer::kind(&self.setting, rules, request, true)),
            Answer::FaultResponse { status, headers, body, early, cut } => {
                let url = answer::upload_url(&self.setting, rules);
                let mut response = crate::response(status, headers, body.replace("$U", &url).as_bytes());
                response.end = if cut { BodyEnd::Cut } else { BodyEnd::Whole };
                response.early = early;
                self.response(&response);
            }
            Answer::Lost { why, sent } => self.tell(Input::NoResponse(&answer::lost(why, sent))),
        }
    }

    fn response(&mut self, response: &Response) {
        self.law.heard(response);
        self.tell(Input::Response(response));
    }

    /// Gives more bytes, or the leave to make the file of those that there are.
    fn feed(&mut self, from: u64) {
        let size = self.setting.size;
        assert!(from <= size && from >= self.window.end);
        if self.window.end < size {
            let start = self.window.start.max(self.upload.position().confirmed.min(self.window.end));
            let more = if self.setting.is_small() { 3 } else { size / 3 + 1 };
            self.window = Window { start, end: from.saturating_add(more).min(size) };
            return;
        }
        assert!(!self.may_commit, "all bytes were given: {:?}", self.upload);
        self.tell(Input::Finish);
        self.may_commit = true;
    }

    fn act(&mut self, deed: Deed) {
        match deed {
            Deed::Discard => self.tell(Input::Discard),
            Deed::Refresh => self.tell(Input::Refresh),
            Deed::GoOn => self.tell(Input::Resume),
            Deed::Restart => {
                self.restart();
            }
            Deed::Token(new) => {
                self.new_tokens = new;
                return;
            }
        }
        (self.may_commit, self.on_its_way) = (false, false);
    }

    /// What is saved is all that the next life knows. Answers whether there is one.
    fn restart(&mut self) -> bool {
        let Some(saved) = self.upload.save() else { return false };
        let text = serde_json::to_string(&saved).expect("it can be saved");
        let read: SavedUpload = serde_json::from_str(&text).expect("it can be read");
        assert_eq!(read, saved);
        let plan = self.setting.plan();
        assert!(read.is_of(&plan));
        self.upload = Machine::resume(plan, &read).unwrap_or_else(|error: Error| panic!("{error}: {text}"));
        self.law.another_life(&saved);
        true
    }
}
