"""Where the bytes of documents are kept. `folder.FolderBlobs` is a folder, local or shared."""
