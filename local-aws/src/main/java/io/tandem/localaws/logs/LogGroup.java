package io.tandem.localaws.logs;

import io.tandem.localaws.resource.ResourceKind;

/**
 * The logs of all jobs of a kind, or of one endpoint.
 *
 * @param thing the name of the endpoint; empty for jobs
 */
record LogGroup(String name, String arn, ResourceKind kind, String thing) {}
