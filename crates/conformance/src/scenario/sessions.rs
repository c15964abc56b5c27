//! Opening and resuming the sessions of a case.

use std::sync::Arc;

use forms::{Env, Form, InstanceForm, Resume, Session, Severity};
use jiff::tz::TimeZone;
use serde_json::Value;

use super::player::{Player, Side, Track};
use super::step::argument;
use super::twins::form_of;
use super::{values, xml};

/// What stands for the place of the device where JavaRosa runs without one.
const JAVAROSA_LOCATION: &str = "no client implementation";

impl Player<'_> {
    /// Every session has a seed of its own, so that no two get the same id.
    fn env(&self) -> Env {
        self.opened.set(self.opened.get() + 1);
        let mut properties = self.properties.clone();
        if self.is_javarosa {
            properties.insert("geopoint".to_owned(), JAVAROSA_LOCATION.to_owned());
        }
        Env {
            now_ms: values::NOW_MS,
            zone: TimeZone::get(values::ZONE).ok(),
            utc_offset_min: -420,
            seed: self.opened.get(),
            properties,
            ..Env::default()
        }
    }

    fn open(&self, xform: &str) -> Result<Track, String> {
        let reading = forms::read_xform(xform);
        let errors = reading.diagnostics.iter().filter(|found| found.severity == Severity::Error);
        let why = errors.map(|found| found.en.clone()).collect::<Vec<_>>().join("; ");
        let form = reading.form.map(Arc::new).ok_or(format!("the form does not open: {why}"))?;
        Ok(Track { session: self.start(&form), position: None })
    }

    fn start(&self, form: &Arc<Form>) -> Session {
        Session::start(Arc::clone(form), self.env(), []).session
    }

    pub(super) fn init(&mut self, step: &Value, number: u64) -> Result<(), String> {
        let given = step.get("options").and_then(|options| options.get("preloadProperties")).and_then(Value::as_object);
        for (name, value) in given.into_iter().flatten() {
            // The harness writes `deviceID` and `phoneNumber` what forms call `deviceid` and `phonenumber`.
            self.properties.extend(value.as_str().map(|value| (name.to_lowercase(), value.to_owned())));
        }
        let text = form_of(self.case, step);
        let refused = step.get("threw").is_some();
        if refused && self.facts.lacks_files {
            return self.refused("init, for a file that is not recorded");
        }
        let opened = match text {
            Some(text) => self.open(text),
            None => self.again(step),
        };
        if refused {
            if opened.is_ok() && text.is_some_and(|form| self.twins.opens(form)) {
                return self.refused("init, of a form that JavaRosa opens");
            }
            return match opened {
                Err(_) => Ok(()),
                Ok(_) => Err("the form opens, expected to be refused".into()),
            };
        }
        let mut track = opened?;
        let edited = step.get("options").and_then(|options| options.get("editInstance")).and_then(Value::as_str);
        if let Some(edited) = edited {
            track.session = self.load(track.session.form(), edited, Resume::Edit)?;
        }
        let recorded = step.get("instance_xml").and_then(Value::as_str).filter(|_| !self.facts.lacks_files);
        let ours = track.session.instance_xml(InstanceForm::Submission);
        self.last = number;
        self.tracks.insert(number, track);
        let Some(recorded) = recorded.filter(|_| self.side == Side::Recorded) else { return Ok(()) };
        match xml::difference(recorded, &ours) {
            Some(difference) => Err(format!("instance: {difference}")),
            None if !self.same_ids(recorded, &ours) => Err("instance: an id stands for another one already".into()),
            None => Ok(()),
        }
    }

    pub(super) fn load(&self, form: &Arc<Form>, instance: &str, resume: Resume) -> Result<Session, String> {
        let env = self.env();
        let opened = Session::load_instance(Arc::clone(form), env, instance, resume);
        opened.map(|opened| opened.session).map_err(|error| error.to_string())
    }

    /// The form of the session before, filled anew or with what that one holds.
    pub(super) fn again(&self, step: &Value) -> Result<Track, String> {
        let before = self.track(self.last)?;
        let form = before.session.form();
        if step.get("newInstance").and_then(Value::as_bool) == Some(false) {
            let session = self.load(form, &before.session.instance_xml(InstanceForm::Draft), Resume::Draft)?;
            return Ok(Track { session, position: None });
        }
        Ok(Track { session: self.start(form), position: None })
    }

    pub(super) fn anew(&mut self, step: &Value, number: u64) -> Result<(), String> {
        let track = self.again(step)?;
        self.put(step, number, track);
        Ok(())
    }

    /// A session that goes on from the instance of another. The instance itself is recorded only where
    /// it was made by that other session.
    pub(super) fn resume(&mut self, step: &Value, number: u64, resume: Resume) -> Result<(), String> {
        let payload =
            argument(step, 0).filter(|payload| payload.get("payloadType").is_none() && payload.get("data").is_some());
        if payload.is_some() {
            self.last = u64::MAX;
            self.outcome.skip("restoreWebFormsInstanceState (its input is not recorded)");
            return Ok(());
        }
        let before = self.track(number)?;
        let written = before.session.instance_xml(InstanceForm::Submission);
        let session = self.load(before.session.form(), &written, resume)?;
        let track = Track { session, position: None };
        self.put(step, number, track);
        Ok(())
    }

    pub(super) fn put(&mut self, step: &Value, number: u64, track: Track) {
        let made = step.get("result").and_then(|result| result.get("$scenario")).and_then(Value::as_u64);
        self.last = made.unwrap_or(number);
        self.tracks.insert(self.last, track);
    }
}

/// The instance as it is handed in, which sets what only the end of filling can say.
pub fn finished(session: &Session) -> String {
    let mut session = session.clone();
    session.mark_finishing();
    session.instance_xml(InstanceForm::Submission)
}
