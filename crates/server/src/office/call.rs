//! The one route into `app`.

use app::{Actor, AppError};
use axum::Json;
use axum::extract::{Path, State};
use serde_json::Value;
use tokio::task::spawn_blocking;

use super::Office;
use super::errors::Failure;
use super::session::SignedIn;
use crate::ServerError;
use crate::accounts::audit;
use crate::accounts::users::{Role, User};
use crate::read_model::CallError;

pub(super) async fn call(
    State(office): State<Office>,
    signed_in: SignedIn,
    Path(command): Path<String>,
    Json(args): Json<Value>,
) -> Result<Json<Value>, Failure> {
    let actor = actor(&signed_in.user);
    let answer = spawn_blocking(move || {
        let answer = office.read_model.call(&command, args, &actor)?;
        if answer.recorded > 0 {
            let commune = &office.commune;
            let now_ms = commune.now_ms();
            let detail = format!("{} revisions", answer.recorded);
            let note = |connection: &rusqlite::Transaction<'_>| {
                audit::add(connection, now_ms, signed_in.name(), &command, &detail)
            };
            commune.database.write(note).map_err(ServerError::from)?;
        }
        Ok::<_, CallError>(answer.reply)
    });
    Ok(Json(answer.await.map_err(ServerError::Task)??))
}

fn actor(user: &User) -> Actor {
    let role = match user.role {
        Role::Collector => app::Role::Collector,
        Role::Leader => app::Role::Leader,
        Role::Officer => app::Role::Officer,
        Role::Admin => app::Role::Admin,
    };
    Actor::Office { user: user.id, user_name: user.name.clone(), role }
}

impl From<CallError> for Failure {
    fn from(error: CallError) -> Self {
        match error {
            CallError::App(error) => AppError::into(error),
            CallError::Server(error) => error.into(),
        }
    }
}
