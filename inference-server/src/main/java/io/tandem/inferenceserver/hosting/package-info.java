/**
 * Models in one process: one, or many that come and go.
 *
 * <pre>
 * HostedModel   an Inference, and its shares of the server
 * ModelHost     load, unload, borrow; on one thread that yields to others (NativeCalls)
 *   ModelFolders   addresses that stay where the platform unpacks
 *   MemoryBudget   room for one more, by estimates and AvailableMemory
 *   Leases         nothing is closed under a call
 * </pre>
 */
@NullMarked
package io.tandem.inferenceserver.hosting;

import org.jspecify.annotations.NullMarked;
