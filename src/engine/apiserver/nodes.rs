//! Writes to Node objects: conditions, taints and what is said about a node.

use std::sync::Arc;

use crate::api::cluster::Taint;
use crate::api::status::{Condition, ConditionStatus};
use crate::api::{Kind, Node, Object, ObjectKey};

use super::super::queue::{NodeIndex, Uid};
use super::super::record::{Change, Component};
use super::super::rule::Rule;
use super::super::world::World;
use super::EventText;

impl World {
    pub(in crate::engine) fn node_key(&self, node: NodeIndex) -> Arc<ObjectKey> {
        let key = ObjectKey::new(Kind::Node, "", &self.nodes[node].name);
        self.store.shared_key(&key).unwrap_or_else(|| Arc::new(key))
    }

    /// The Node object; `None` if someone deleted it.
    pub(in crate::engine) fn node_object(&self, node: NodeIndex) -> Option<&Node> {
        match self.store.get(&self.node_key(node)) {
            Some(Object::Node(object)) => Some(object),
            _ => None,
        }
    }

    /// Writes a condition given as type, reason and message; returns whether its status changed.
    pub(in crate::engine) fn set_node_condition(
        &mut self,
        node: NodeIndex,
        component: Component,
        rule: Rule,
        (condition_type, reason, message): (&str, &str, &str),
        status: ConditionStatus,
    ) -> bool {
        let stamp = self.timestamp();
        let Some(mut object) = self.node_object(node).cloned() else {
            return false;
        };
        let conditions = &mut object.status.conditions;
        let known = conditions
            .iter()
            .position(|condition| condition.condition_type == condition_type);
        let index = known.unwrap_or_else(|| {
            conditions.push(Condition {
                condition_type: condition_type.to_owned(),
                last_transition_time: Some(stamp),
                ..Default::default()
            });
            conditions.len() - 1
        });
        let condition = &mut conditions[index];
        let from = known.map(|_| condition.status);
        if from == Some(status) {
            return false;
        }
        condition.status = status;
        condition.reason = reason.to_owned();
        condition.message = message.to_owned();
        condition.last_transition_time = Some(stamp);
        let key = self.store.put(Object::Node(object));
        let change = Change::Condition {
            condition_type: condition_type.into(),
            from,
            to: status,
            reason: reason.into(),
            message: message.into(),
        };
        self.emit_and_follow(component, &key, rule, change);
        self.scheduler_wakes();
        true
    }

    /// Sets or takes away a taint given as key and effect; returns whether that changed anything.
    pub(in crate::engine) fn set_node_taint(
        &mut self,
        node: NodeIndex,
        rule: Rule,
        (key, effect): (&str, &str),
        wanted: bool,
    ) -> bool {
        let Some(mut object) = self.node_object(node).cloned() else {
            return false;
        };
        let taints = &mut object.spec.taints;
        let known = taints
            .iter()
            .position(|taint| taint.key == key && taint.effect == effect);
        match (known, wanted) {
            (None, true) => taints.push(Taint {
                key: key.to_owned(),
                effect: effect.to_owned(),
                ..Default::default()
            }),
            (Some(index), false) => {
                taints.remove(index);
            }
            _ => return false,
        }
        let object_key = self.store.put(Object::Node(object));
        let change = Change::Tainted {
            taint: format!("{key}:{effect}"),
            added: wanted,
        };
        self.emit_and_follow(Component::NodeController, &object_key, rule, change);
        self.scheduler_wakes();
        true
    }

    /// A component says something about a node.
    pub(in crate::engine) fn say_of_node(
        &mut self,
        node: NodeIndex,
        component: Component,
        rule: Rule,
        text: EventText,
    ) {
        let key = self.node_key(node);
        let uid: Uid = self.nodes[node].name.clone();
        self.store_event(component, &key, &uid, rule, text);
    }
}
