//! Where things are, and how they stand in an indicator.

use super::{EvidenceStanding, PeriodChoice, dto};

dto! {
    pub struct PlacesArgs {
        /// An indicator of a set: each place also tells how it stands there.
        #[serde(default)]
        pub set: Option<String>,
        #[serde(default)]
        pub indicator: Option<String>,
        /// Null: this year.
        #[serde(default)]
        pub period: Option<PeriodChoice>,
    }

    pub struct PlaceList {
        pub places: Vec<PlaceInfo>,
        /// Subjects that have a form asking where they are, and no check that says so.
        pub elsewhere: Vec<UnplacedCount>,
    }

    pub struct PlaceInfo {
        pub subject: String,
        pub subject_type: String,
        pub name: String,
        pub village: String,
        pub village_name: String,
        /// The check that says where it is, and its day (`yyyy-mm-dd`).
        pub check: String,
        pub day: String,
        pub shapes: Vec<PlaceShape>,
        /// Null where no indicator was asked for, or it does not count such things.
        pub standing: Option<EvidenceStanding>,
    }

    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum ShapeKind {
        Point,
        Line,
        Area,
    }

    pub struct PlaceShape {
        pub kind: ShapeKind,
        /// Longitude and latitude in degrees, as GeoJSON orders them; one pair for a point.
        pub points: Vec<(f64, f64)>,
    }

    pub struct UnplacedCount {
        pub subject_type: String,
        pub unplaced: u32,
        pub total: u32,
    }
}
