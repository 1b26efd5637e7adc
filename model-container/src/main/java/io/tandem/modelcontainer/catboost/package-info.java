/**
 * CatBoost, by its library.
 *
 * <pre>
 * CatboostEngine -> CatboostModel: a file in, predictions out
 *   ModelFile                 what the file says of itself, all checked
 *     BinaryForm -> Table     cbm, a FlatBuffers message
 *     JsonForm                JSON, token by token
 *     ModelInfo               its metadata
 *   Loss                      raw values -> predictions
 *   CatboostBinding           the library's calls
 * </pre>
 *
 * <p>The library trusts what it reads, and a wrong index in a file ends the process. So a file is
 * read here first, and only one whose every index is within its bounds goes on to the library.
 */
@NullMarked
package io.tandem.modelcontainer.catboost;

import org.jspecify.annotations.NullMarked;
